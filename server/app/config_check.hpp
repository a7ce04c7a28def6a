// The checks of `callbackd check --config` beyond the form of the configuration. None of it ends a
// start: rules that are newer than configurations in use (errors), and what is allowed but seldom
// meant (notices). Reads the modes of files, never their contents. Any thread.
#pragma once
#include "app/config.hpp"

namespace callbackd::app {

struct ConfigProblems {
  core::Problems errors;   // the entry is never acted upon
  core::Problems notices;  // accepted
};

ConfigProblems config_problems(Config const& config);

// Whether others can read the files that hold secrets, by the rule of `serve`. A file that does not
// exist, or that this user may not read, is only a notice: another machine's configuration may be
// checked.
ConfigProblems secret_file_problems(Config const& config);

}  // namespace callbackd::app
