// The contract check: a broken invariant ends the process (it comes back from what is committed).
// It stays on in release builds.
#pragma once

namespace callbackd::base {

// Prints file, line and the broken rule to standard error, then aborts. Never returns.
[[noreturn]] void contract_violated(char const* rule, char const* file, int line);

}  // namespace callbackd::base

#define CALLBACKD_CHECK(condition) \
  (static_cast<bool>(condition)    \
       ? static_cast<void>(0)      \
       : ::callbackd::base::contract_violated(#condition, __FILE__, __LINE__))
