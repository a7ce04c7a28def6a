// The checks of `callbackd check --config` that go beyond the form of the configuration.
// config_problems() returns errors and notices, and a server starts in spite of both. An error: an
// entry breaks a rule that is newer than some configurations in use. A notice: an entry is allowed,
// but seldom meant. secret_file_problems() looks at the owners and modes of files, never at their
// contents. Any thread.
#pragma once
#include "app/config.hpp"

namespace callbackd::app {

struct ConfigProblems {
  core::Problems errors;   // the server does not use these entries
  core::Problems notices;  // the server accepts these entries
};

ConfigProblems config_problems(Config const& config);

// Finds files with secrets that others can read, by the same rule as `serve`. A file that does not
// exist, or that this user may not read, is only a notice, because the configuration may be for
// another machine.
ConfigProblems secret_file_problems(Config const& config);

}  // namespace callbackd::app
