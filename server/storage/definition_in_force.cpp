#include "storage/definition_in_force.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "base/quoted.hpp"
#include "storage/json_text.hpp"
#include "storage/row_values.hpp"

namespace callbackd::storage {
namespace {

constexpr char kNewest[] =
    "SELECT version, definition FROM site_definition WHERE state = $1 ORDER BY version DESC LIMIT "
    "1";

void decide(pqxx::transaction_base& transaction, std::int64_t version, std::string const& refusal,
            base::Instant at) {
  transaction.exec_params("SELECT decide_definition(($1, $2, $3)::definition_row, $4)", version,
                          refusal.empty(), refusal, micros_text(at));
}

}  // namespace

namespace {

struct Newest {
  std::int64_t version = 0;  // 0: there is none
  core::SitePtr site;        // nullptr: it cannot be read
  std::string why;
};

Newest newest(pqxx::transaction_base& transaction, char const* state,
              DefinitionParser const& parse) {
  auto const rows = transaction.exec_params(kNewest, state);
  if (rows.empty()) return {};
  auto const version = number_of(rows[0][0]);
  auto site = parse(std::string{text_of(rows[0][1])}, version);
  if (site.has_value() && *site) return {version, std::move(*site), {}};
  return {version, nullptr, site.has_error() ? site.error().message() : "it cannot be read"};
}

}  // namespace

Result<core::SitePtr> definition_in_force(pqxx::transaction_base& transaction, base::Instant at,
                                          DefinitionParser const& parse) {
  auto adopted = newest(transaction, "adopted", parse);
  if (adopted.site) return std::move(adopted.site);
  auto proposed = newest(transaction, "proposed", parse);
  if (proposed.site) {
    decide(transaction, proposed.version, {}, at);
    spdlog::info("definition.adopted version={}", proposed.version);
    return std::move(proposed.site);
  }
  if (proposed.version > 0) {
    decide(transaction, proposed.version, proposed.why, at);
    spdlog::warn("definition.refused version={} reason={}", proposed.version,
                 base::quoted(proposed.why));
  }
  if (adopted.version == 0) return Failure{"there is no site definition: run `callbackd apply`"};
  return Failure{fmt::format("site definition {} cannot be read any more", adopted.version)};
}

}  // namespace callbackd::storage
