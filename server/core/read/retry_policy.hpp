// The decisions of a queue's retry policy on a callback whose call did not reach its contact.
// Attempts are counted for each outcome separately, and only outcomes of the contact's number
// count: a call that failed at the agent's own phone spends no attempt. Engine thread. Reads the
// world and changes nothing; rules/retry.hpp acts on it. Layer: read.
#pragma once
#include <optional>
#include <variant>

#include "core/messages/view.hpp"
#include "core/state/world.hpp"

namespace callbackd::core {

// The proposal after the last call of the open interaction; nullopt: there was no call, or the
// queue has no rule for its outcome.
std::optional<RetryView> proposed_retry(World const& world, Callback const& callback);

// The decision about a callback whose attempt has just ended: one of these.
struct AgentDecides {};
struct CancelAsAsked {};  // the customer asked to cancel during the call
struct GiveUp {           // the callback fails
  Cause cause{};
};
struct CallAgain {
  Instant at{};
};
using AfterAttempt = std::variant<AgentDecides, CancelAsAsked, GiveUp, CallAgain>;
// The agent decides unless the queue has retry_mode "automatic" and a rule for the outcome.
AfterAttempt after_attempt(World const& world, Callback const& callback);

}  // namespace callbackd::core
