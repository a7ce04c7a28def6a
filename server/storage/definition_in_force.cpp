#include "storage/definition_in_force.hpp"

#include <spdlog/spdlog.h>

#include "base/quoted.hpp"
#include "storage/json_text.hpp"
#include "storage/row_values.hpp"

namespace callbackd::storage {
namespace {

constexpr char kProposed[] =
    "SELECT version, definition FROM site_definition WHERE state = 'proposed' "
    "ORDER BY version DESC LIMIT 1";
// Selects the newest adopted definition that is older than $1. If $1 is NULL, it selects the newest
// adopted definition. Definitions are read one at a time, because each may be large and usually the
// first can be read.
constexpr char kAdoptedBefore[] =
    "SELECT version, definition FROM site_definition WHERE state = 'adopted' "
    "AND ($1::bigint IS NULL OR version < $1) ORDER BY version DESC LIMIT 1";

void decide(DefinitionLoad const& load, std::int64_t version, std::string const& refusal) {
  load.transaction.exec_params("SELECT decide_definition(($1, $2, $3)::definition_row, $4)",
                               version, refusal.empty(), refusal, database_text(load.at));
}

}  // namespace

Result<core::SitePtr> choose_definition(DefinitionLoad const& load, UnreadableRows& unreadable) {
  auto adopted = adopted_definition(load, unreadable);
  if (adopted) return adopted;
  auto const proposed = load.transaction.exec(kProposed);
  if (proposed.empty()) return adopted;
  auto const version = number_of(proposed[0][0]);
  auto site = load.parse(std::string{text_of(proposed[0][1])}, version);
  if (site.has_value() && *site) {
    decide(load, version, {});
    spdlog::info("definition.adopted version={}", version);
    return std::move(*site);
  }
  auto const why =
      site.has_error() ? site.error().message() : std::string{"the definition cannot be read"};
  decide(load, version, why);
  spdlog::warn("definition.refused version={} reason={}", version, base::quoted(why));
  return adopted;
}

// Tries the adopted versions from the newest to the oldest until one can be read. If that is not
// the newest version, the result has the number of the newest version as its `unreadable_version`.
Result<core::SitePtr> adopted_definition(DefinitionLoad const& load, UnreadableRows& unreadable) {
  std::optional<std::int64_t> before;
  std::optional<std::int64_t> newest;
  for (;;) {
    auto const rows = load.transaction.exec_params(kAdoptedBefore, before);
    if (rows.empty()) break;
    before = number_of(rows[0][0]);
    if (!newest) newest = before;
    auto site = load.parse(std::string{text_of(rows[0][1])}, *before);
    if (site.has_value() && *site) {
      if (before == newest) return std::move(*site);
      spdlog::error("definition.older_in_force version={}", *before);
      auto older = std::make_shared<core::SiteDefinition>(**site);
      older->unreadable_version = *newest;
      return core::SitePtr{std::move(older)};
    }
    unreadable.note("site_definition", text_of(rows[0][0]),
                    site.has_error() ? site.error().message() : "the definition cannot be read");
  }
  if (!newest) return Failure{"there is no site definition: run `callbackd apply`"};
  spdlog::critical("definition.none_readable version={} hint={}", *newest,
                   base::quoted("nobody can post or work until `callbackd apply` gives a new one"));
  auto empty = std::make_shared<core::SiteDefinition>();
  empty->version = *newest;
  return core::SitePtr{std::move(empty)};
}

}  // namespace callbackd::storage
