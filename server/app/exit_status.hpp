// The exit status of subcommands, and the streams that they read and print to. Values; main thread.
#pragma once
#include <iosfwd>

namespace callbackd::app {

enum class ExitStatus : int { kOk = 0, kFailed = 1, kUsage = 2 };

// The result of the command is printed to `out`, and everything else to `err`.
struct Terminal {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
};

}  // namespace callbackd::app
