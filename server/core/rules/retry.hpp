// Does what the queue's retry policy (retry_policy.hpp) says when an attempt has ended. Engine
// thread. Never undoes what an agent decided.
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

// An attempt has just ended. False: its agent decides. Else the interaction is over, and the
// callback waits for its next attempt, is cancelled or has failed.
bool retried(Step& step, Callback& callback);

}  // namespace callbackd::core
