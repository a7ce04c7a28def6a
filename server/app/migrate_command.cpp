#include <ostream>

#include "app/admin.hpp"
#include "app/commands.hpp"
#include "storage/migrate.hpp"

namespace callbackd::app {

ExitStatus run_migrate(Config const& config, Terminal terminal) {
  auto const place = database_place(config, terminal);
  if (!place) return ExitStatus::kFailed;
  auto const applied = storage::migrate(*place, wall_clock_now());
  if (!applied) {
    terminal.err << "migrate: " << applied.error().what << '\n';
    return ExitStatus::kFailed;
  }
  for (auto const& name : *applied) terminal.out << "applied " << name << '\n';
  if (applied->empty()) terminal.out << "schema " << place->schema << " is up to date\n";
  return ExitStatus::kOk;
}

}  // namespace callbackd::app
