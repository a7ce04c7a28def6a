// Interaction: a callback in one agent's hands. This file finds, opens and closes interactions.
// interaction_end.hpp decides where the callback goes afterwards. Engine thread. Layer: rules.
#pragma once
#include <optional>

#include "core/rules/step.hpp"

namespace callbackd::core {

// The callback that has this open interaction with this agent; nullptr: there is none. Marks the
// callback as touched.
Callback* find_interaction(Step& step, AgentId agent, base::InteractionId interaction);

void open_interaction(Step& step, Callback& callback, AgentEntry& agent);
// Closes the interaction; the caller then moves the callback. `cause` says in the event why the
// server closed it. nullopt: the event gets no cause, because the agent closed it or was lost, or
// because the time for after-call work was over.
void close_interaction(Step& step, Callback& callback, InteractionOutcome outcome,
                       std::optional<Cause> cause = {});
// Remembers that the agent's interaction has ended, because the agent may still ask how it ended.
// Call it only when the callback has its new state.
void interaction_is_over(Step& step, Callback const& callback, AgentId agent);

}  // namespace callbackd::core
