// The program's subcommands and options (CLI11), and which function runs each. Used once, by main.
// Decides nothing itself; ends with 0 done, 1 failed, 2 wrongly called.
#pragma once
#include <functional>

#include "app/config.hpp"
#include "app/exit_status.hpp"

namespace callbackd::app {

using Serve = std::function<int(Config const&)>;  // returns the exit status

int run_command_line(int argc, char const* const* argv, Terminal terminal, Serve const& serve);

}  // namespace callbackd::app
