// What a queue's retry policy says about a callback whose call did not reach its contact. Counts
// the contact's outcomes only, each by itself; the agent's own phone spends nothing. Engine thread.
// Reads the world and changes nothing. Layer: read.
#pragma once
#include <optional>
#include <variant>

#include "core/messages/view.hpp"
#include "core/state/world.hpp"

namespace callbackd::core {

// After the last call of the open interaction; nullopt: none, or the queue has no rule for its
// outcome.
std::optional<RetryView> proposed_retry(World const& world, Callback const& callback);

// What becomes of a callback whose attempt has just ended.
struct AgentDecides {};
struct CancelAsAsked {};  // its customer asked for it during the call
struct GiveUp {
  Cause cause{};
};
struct CallAgain {
  Instant at{};
};
using AfterAttempt = std::variant<AgentDecides, CancelAsAsked, GiveUp, CallAgain>;
// The agent decides unless the queue has retry_mode "automatic" and a rule for the outcome.
AfterAttempt after_attempt(World const& world, Callback const& callback);

}  // namespace callbackd::core
