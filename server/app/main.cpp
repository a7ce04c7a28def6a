#include <cstdlib>
#include <exception>
#include <iostream>

#include "app/command_line.hpp"
#include "app/core_dumps.hpp"
#include "app/serve.hpp"
#include "calendar/zone_database.hpp"

// An exception that reaches main is a bug, or there is no memory left. The process then prints the
// message and ends, without a core dump.
int main(int argc, char** argv) {
  callbackd::app::forbid_core_dumps();
  try {
    // As in the C library, the environment variable TZDIR names a folder of time zones to use
    // instead of the system's.
    if (auto const* const zones = std::getenv("TZDIR")) {
      callbackd::calendar::use_zone_database(zones);
    }
    return callbackd::app::run_command_line(argc, argv, {std::cin, std::cout, std::cerr},
                                            callbackd::app::run_serve);
  } catch (std::exception const& error) {
    std::cerr << "callbackd: " << error.what() << '\n';
    return static_cast<int>(callbackd::app::ExitStatus::kFailed);
  }
}
