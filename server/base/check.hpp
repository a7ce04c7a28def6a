// CALLBACKD_CHECK(condition): ends the process when an invariant is broken, because state that is
// wrong must not be committed. The next start restores what was committed. Stays on in release
// builds.
#pragma once

namespace callbackd::base {

// Prints file, line and the broken rule to standard error, then aborts. Never returns.
[[noreturn]] void contract_violated(char const* rule, char const* file, int line);

}  // namespace callbackd::base

#define CALLBACKD_CHECK(condition) \
  (static_cast<bool>(condition)    \
       ? static_cast<void>(0)      \
       : ::callbackd::base::contract_violated(#condition, __FILE__, __LINE__))
