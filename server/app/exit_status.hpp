// How every subcommand ends, and where it prints. Values only.
#pragma once
#include <iosfwd>

namespace callbackd::app {

enum class ExitStatus : int { kOk = 0, kFailed = 1, kUsage = 2 };

// The command's result goes to `out`, everything else to `err`.
struct Terminal {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
};

}  // namespace callbackd::app
