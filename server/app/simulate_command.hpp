// The options of `callbackd simulate`, and a run with them. It reads files, and the database for a
// recorded day. It writes the report to the files that are named, or as JSON to standard output. A
// table and the time that the run took go to standard error. Nothing else is changed. Main thread.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "app/exit_status.hpp"

namespace CLI {
class App;
}

namespace callbackd::app {

struct SimulateOptions {
  std::vector<std::string> site_paths;  // one or two
  std::string day_path;                 // a described day; empty: `recorded` is given
  // The begin and end of the recorded time. This list is empty if `day_path` is given.
  std::vector<std::string> recorded;
  std::string config_path;  // names the database that has the recorded time
  std::uint64_t seed = 1;
  int runs = 1;
  std::string json_path;
  std::string html_path;
};

void add_simulate(CLI::App& program, SimulateOptions& options, std::function<void()> const& chosen);
ExitStatus run_simulate(SimulateOptions const& options, Terminal terminal);

}  // namespace callbackd::app
