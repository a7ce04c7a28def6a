// The options of `callbackd load`, and a run with them. The figures go to standard output as JSON;
// a table and the progress go to standard error. The exit status is 1 if the run could not take
// place. Main thread.
#pragma once
#include <functional>

#include "app/exit_status.hpp"
#include "lab/load_options.hpp"

namespace CLI {
class App;
}

namespace callbackd::app {

void add_load(CLI::App& program, lab::LoadOptions& options, std::function<void()> const& chosen);
ExitStatus run_load(lab::LoadOptions const& options, Terminal terminal);

}  // namespace callbackd::app
