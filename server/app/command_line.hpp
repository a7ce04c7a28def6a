// The program's subcommands and their options (read by CLI11), and the function that runs each of
// them. main() calls it once, on the main thread. The exit status is 0 if the work was done, 1 if
// it failed, and 2 for a wrong command line.
#pragma once
#include <functional>

#include "app/config.hpp"
#include "app/exit_status.hpp"

namespace callbackd::app {

using Serve = std::function<int(Config const&)>;  // returns the exit status

int run_command_line(int argc, char const* const* argv, Terminal terminal, Serve const& serve);

}  // namespace callbackd::app
