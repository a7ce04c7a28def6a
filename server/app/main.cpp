#include <cstdlib>
#include <exception>
#include <iostream>

#include "app/command_line.hpp"
#include "app/core_dumps.hpp"
#include "app/serve.hpp"
#include "calendar/zone_database.hpp"

// An exception that reaches main is a bug, or memory is used up: the process ends with its message,
// not with a core dump.
int main(int argc, char** argv) {
  callbackd::app::forbid_core_dumps();
  try {
    // As in the C library, TZDIR names another folder of zones than the system's.
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
