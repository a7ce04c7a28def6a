#include "app/check_command.hpp"

#include <ostream>

#include "app/config.hpp"
#include "app/site_file.hpp"
#include "app/toml_node.hpp"
#include "app/voice_gateway.hpp"

namespace callbackd::app {
namespace {

std::string counted(std::size_t count, std::string const& one) {
  return std::to_string(count) + ' ' + one + (count == 1 ? "" : "s");
}

}  // namespace

ExitStatus run_check(std::string const& site_path, Terminal terminal) {
  auto const file = load_site_file(site_path);
  print_problems(file, terminal.err);
  auto const& site = file.decoded.site;
  if (!site) {
    terminal.err << site_path << ": " << counted(file.decoded.errors.size(), "error") << '\n';
    return ExitStatus::kFailed;
  }
  terminal.out << site_path << ": good, with " << counted(site->queues.size(), "queue") << ", "
               << counted(site->agents.size(), "agent") << ", "
               << counted(site->sites.size(), "site") << '\n';
  return ExitStatus::kOk;
}

ExitStatus run_check_config(std::string const& config_path, Terminal terminal) {
  auto const loaded = load_config(config_path);
  for (auto const& error : loaded.errors) {
    terminal.err << problem_text(config_path, error) << '\n';
  }
  if (!loaded.config) return ExitStatus::kFailed;
  std::string why;
  if (!choose_voice(*loaded.config, why)) {
    terminal.err << config_path << ": " << why << '\n';
    return ExitStatus::kFailed;
  }
  terminal.out << config_path << ": good\n";
  return ExitStatus::kOk;
}

}  // namespace callbackd::app
