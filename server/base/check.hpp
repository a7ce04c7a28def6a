// CALLBACKD_CHECK(condition) ends the process if the condition is false. A false condition means
// that an invariant is broken, and wrong state must never be committed. The next start begins with
// the state that was committed before. The check is also active in release builds. Any thread.
#pragma once

namespace callbackd::base {

// Prints the file, the line and the broken rule to standard error, then aborts the process. Never
// returns.
[[noreturn]] void contract_violated(char const* rule, char const* file, int line);

}  // namespace callbackd::base

#define CALLBACKD_CHECK(condition) \
  (static_cast<bool>(condition)    \
       ? static_cast<void>(0)      \
       : ::callbackd::base::contract_violated(#condition, __FILE__, __LINE__))
