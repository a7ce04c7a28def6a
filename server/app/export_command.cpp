#include <ostream>

#include "app/admin.hpp"
#include "app/commands.hpp"
#include "app/definition_store.hpp"
#include "app/toml_node.hpp"
#include "core/definition/site_decoder.hpp"
#include "wire/definition_json.hpp"

namespace callbackd::app {
namespace {

ExitStatus report_failure(Terminal terminal, std::string const& why) {
  terminal.err << "export: " << why << '\n';
  return ExitStatus::kFailed;
}

}  // namespace

ExitStatus run_export(Config const& config, ExportOptions const& options, Terminal terminal) {
  auto const location = database_location(config, terminal);
  if (!location) return ExitStatus::kFailed;
  auto const current = site_in_force(*location);
  if (!current.failure.empty()) return report_failure(terminal, current.failure);
  if (!current.unreadable.empty()) return report_failure(terminal, current.unreadable);
  if (current.site == nullptr) {
    return report_failure(
        terminal, "no site definition is in force yet: run `callbackd apply` and start the server");
  }
  auto const& tree = current.site->written;
  if (options.json) {
    terminal.out << wire::write_definition(tree) << '\n';
  } else {
    terminal.out << "# Version " << current.version << '\n' << write_toml(tree);
  }
  return ExitStatus::kOk;
}

}  // namespace callbackd::app
