// Interaction: a callback in one agent's hands. Finds, opens and closes it. Where the callback goes
// afterwards is in interaction_end.hpp. Engine thread. Layer: rules.
#pragma once
#include <optional>

#include "core/rules/step.hpp"

namespace callbackd::core {

// The callback with this open interaction in this agent's hands; nullptr: there is none. Touches
// the callback.
Callback* find_interaction(Step& step, AgentId agent, base::InteractionId interaction);

void open_interaction(Step& step, Callback& callback, AgentEntry& agent);
// Closes it; the caller then moves the callback. `cause`: why the server closed it; nullopt: its
// agent did.
void close_interaction(Step& step, Callback& callback, InteractionOutcome outcome,
                       std::optional<Cause> cause = {});
// Call it when the callback has its new state: the agent may still ask how the interaction ended.
void interaction_is_over(Step& step, Callback const& callback, AgentId agent);

}  // namespace callbackd::core
