#include "app/check_command.hpp"

#include <spdlog/spdlog.h>

#include <ostream>

#include "app/admin.hpp"
#include "app/config.hpp"
#include "app/config_check.hpp"
#include "app/definition_store.hpp"
#include "app/site_file.hpp"
#include "app/toml_node.hpp"
#include "app/voice_gateway.hpp"
#include "base/quoted.hpp"
#include "calendar/zone_database.hpp"
#include "storage/cell.hpp"
#include "storage/later_reads.hpp"

namespace callbackd::app {
namespace {

std::string counted(std::size_t count, std::string const& one) {
  return std::to_string(count) + ' ' + one + (count == 1 ? "" : "s");
}

// Prints an error if there is no zone database. Without it, every time zone in the file would look
// like a mistake.
bool has_zones(Terminal terminal) {
  auto const why = calendar::zone_database_problem();
  if (!why.empty()) terminal.err << "check: " << why << '\n';
  return why.empty();
}

void print(std::string const& path, ConfigProblems const& problems, std::ostream& out) {
  for (auto const& error : problems.errors) out << problem_text(path, error) << '\n';
  for (auto notice : problems.notices) {
    notice.message = "notice: " + notice.message;
    out << problem_text(path, notice) << '\n';
  }
}

}  // namespace

ExitStatus run_check(std::string const& site_path, Terminal terminal) {
  if (!has_zones(terminal)) return ExitStatus::kFailed;
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
  if (!loaded.config || !has_zones(terminal)) return ExitStatus::kFailed;
  auto const rules = config_problems(*loaded.config);
  auto const secrets = secret_file_problems(*loaded.config);
  print(config_path, rules, terminal.err);
  print(config_path, secrets, terminal.err);
  if (!rules.errors.empty() || !secrets.errors.empty()) return ExitStatus::kFailed;
  std::string why;
  auto const voice = load_voice_settings(*loaded.config, why);
  if (!voice) {
    terminal.err << config_path << ": " << why << '\n';
    return ExitStatus::kFailed;
  }
  if (!voice->gateway) {
    terminal.err << config_path << ": notice: " << kNoGateway << '\n';
  }
  terminal.out << config_path << ": good\n";
  return ExitStatus::kOk;
}

ExitStatus run_check_database(std::string const& config_path, Terminal terminal) {
  auto const loaded = load_config(config_path);
  for (auto const& error : loaded.errors) {
    terminal.err << problem_text(config_path, error) << '\n';
  }
  if (!loaded.config) return ExitStatus::kFailed;
  auto const location = database_location(*loaded.config, terminal);
  if (!location) return ExitStatus::kFailed;
  auto const level = spdlog::get_level();
  // The log is off here, because the rows that it would report are printed below.
  spdlog::set_level(spdlog::level::off);
  auto const rows = storage::unreadable_rows(*location, parse_stored_site);
  spdlog::set_level(level);
  if (!rows) {
    terminal.err << "database: " << rows.error().what << '\n';
    return ExitStatus::kFailed;
  }
  for (auto const& row : *rows) {
    terminal.err << row.table << ' ' << base::quoted(row.row) << ": " << row.why << '\n';
  }
  if (!rows->empty()) {
    terminal.err << "database: " << counted(rows->size(), "row")
                 << " cannot be understood and would be left out by a start\n";
    return ExitStatus::kFailed;
  }
  terminal.out
      << "database: good, every row can be understood (of callbacks that ended, the latest "
      << storage::kEndedMost << " were looked at)\n";
  return ExitStatus::kOk;
}

}  // namespace callbackd::app
