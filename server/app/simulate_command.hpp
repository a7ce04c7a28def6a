// `callbackd simulate`: its options, and a run with them. Reads files; writes the report to the
// files that are named, else as JSON to standard output; a table and the time it took go to
// standard error. Changes nothing else.
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
  std::string day_path;                 // or:
  std::vector<std::string> recorded;    // from, to
  std::string config_path;              // names the database that has the recorded time
  std::uint64_t seed = 1;
  int runs = 1;
  std::string json_path;
  std::string html_path;
};

void add_simulate(CLI::App& program, SimulateOptions& options, std::function<void()> const& chosen);
ExitStatus run_simulate(SimulateOptions const& options, Terminal terminal);

}  // namespace callbackd::app
