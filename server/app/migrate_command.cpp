#include <ostream>
#include <string>

#include "app/admin.hpp"
#include "app/commands.hpp"
#include "storage/migrate.hpp"

namespace callbackd::app {

ExitStatus run_migrate(Config const& config, Terminal terminal) {
  std::string why;
  auto const url = owner_database_url(config, why);
  if (!url) {
    terminal.err << "database: " << why << '\n';
    return ExitStatus::kFailed;
  }
  storage::DatabaseLocation const location{*url, config.database.schema};
  storage::Wanted wanted;
  wanted.runtime_role = config.database.runtime_role;
  auto const applied = storage::migrate(location, wall_clock_now(), wanted);
  if (!applied) {
    terminal.err << "migrate: " << applied.error().what << '\n';
    return ExitStatus::kFailed;
  }
  for (auto const& name : *applied) terminal.out << "applied " << name << '\n';
  if (applied->empty()) terminal.out << "schema " << location.schema << " is up to date\n";
  return ExitStatus::kOk;
}

}  // namespace callbackd::app
