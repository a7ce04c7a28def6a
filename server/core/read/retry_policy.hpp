// Decides, by a queue's retry policy, about a callback whose call did not reach its contact.
// Attempts are counted for each outcome separately. A call that failed at the agent's own phone has
// another outcome (for example kAgentUnreachable), for which no queue has a retry rule. Engine
// thread. Reads the world and changes nothing; rules/retry.hpp acts on it. Layer: read.
#pragma once
#include <optional>
#include <variant>

#include "core/messages/view.hpp"
#include "core/state/world.hpp"

namespace callbackd::core {

// The proposed next call, after the last call of the open interaction. nullopt: there was no call,
// or the queue has no rule for its outcome.
std::optional<RetryView> proposed_retry(World const& world, Callback const& callback);

// The possible decisions about a callback whose attempt has just ended.
struct AgentDecides {};
struct CancelAsAsked {};  // the customer asked to cancel during the call
struct GiveUp {           // the callback fails
  Cause cause{};
};
struct CallAgain {
  Instant at{};
};
using AfterAttempt = std::variant<AgentDecides, CancelAsAsked, GiveUp, CallAgain>;
// The decision about the callback. With retry_mode "automatic", the policy decides if the queue has
// a rule for the outcome, or if the callback's number turned out to be invalid. In all other cases
// the agent decides. Nevertheless the agent decides in every mode if the callback is final, or if
// the agent called another number than the callback's.
AfterAttempt after_attempt(World const& world, Callback const& callback);

}  // namespace callbackd::core
