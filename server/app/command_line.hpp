// run_command_line() reads the command line (with CLI11): one of the program's subcommands, and its
// options. Then it calls the function that runs this subcommand. main() calls run_command_line()
// once, on the main thread. The exit status is 0 if the work was done, 1 if it failed, and 2 for a
// wrong command line.
#pragma once
#include <functional>

#include "app/config.hpp"
#include "app/exit_status.hpp"

namespace callbackd::app {

using Serve = std::function<int(Config const&)>;  // returns the exit status

int run_command_line(int argc, char const* const* argv, Terminal terminal, Serve const& serve);

}  // namespace callbackd::app
