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

Result<core::SitePtr> definition_in_force(pqxx::transaction_base& transaction, base::Instant at,
                                          DefinitionParser const& parse) {
  auto const proposed = transaction.exec_params(kNewest, "proposed");
  if (!proposed.empty()) {
    auto const version = number_of(proposed[0][0]);
    auto site = parse(std::string{text_of(proposed[0][1])}, version);
    if (site.has_value() && *site) {
      decide(transaction, version, {}, at);
      spdlog::info("definition.adopted version={}", version);
      return std::move(*site);
    }
    auto const why = site.has_error() ? site.error().message() : std::string{"it cannot be read"};
    decide(transaction, version, why, at);
    spdlog::warn("definition.refused version={} reason={}", version, base::quoted(why));
  }
  auto const adopted = transaction.exec_params(kNewest, "adopted");
  if (adopted.empty()) return Failure{"there is no site definition: run `callbackd apply`"};
  auto const version = number_of(adopted[0][0]);
  auto site = parse(std::string{text_of(adopted[0][1])}, version);
  if (site.has_value() && *site) return std::move(*site);
  return Failure{fmt::format("site definition {} cannot be read any more", version)};
}

}  // namespace callbackd::storage
