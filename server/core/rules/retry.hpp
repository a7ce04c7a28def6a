// Carries out what the queue's retry policy (read/retry_policy.hpp) decides when an attempt has
// ended. Engine thread. Layer: rules.
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

// Call it when an attempt has just ended. Returns false if nothing was done: the agent decides what
// happens next. true: the interaction is closed, and the callback waits for its next call, is
// cancelled, or has failed.
bool apply_retry_policy(Step& step, Callback& callback);

}  // namespace callbackd::core
