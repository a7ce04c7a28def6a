// What `callbackd check --config` looks at beyond the form of the configuration, and what ends no
// start: rules that came after configurations were in use, and what is allowed and seldom meant.
// Reads the modes of files; never what is in them. Any thread.
#pragma once
#include "app/config.hpp"

namespace callbackd::app {

struct ConfigProblems {
  core::Problems errors;   // the entry is never acted upon
  core::Problems notices;  // accepted
};

ConfigProblems config_problems(Config const& config);

// Of the files that hold secrets: who may read them, by the rule of `serve`. One that is not there,
// or that this user may not read, is a notice: another machine's configuration may be checked.
ConfigProblems secret_file_problems(Config const& config);

}  // namespace callbackd::app
