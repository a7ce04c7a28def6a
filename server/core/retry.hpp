// A queue's retry policy: what becomes of a callback whose call did not reach its contact. Counts
// the contact's outcomes only, each by itself; the agent's own phone spends nothing. Engine thread.
// Never undoes what an agent decided.
#pragma once
#include "core/step.hpp"

namespace callbackd::core {

// After the last call of the open interaction; nullopt: none, or the queue has no rule for its
// outcome.
std::optional<RetryView> proposed_retry(World const& world, Callback const& callback);

// An attempt has just ended. With retry_mode "automatic" and a rule for its outcome the interaction
// ends and the callback waits for its next attempt, or has failed; true then.
bool retried(Step& step, Callback& callback);

}  // namespace callbackd::core
