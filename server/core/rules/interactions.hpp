// The interaction of a callback with one agent: found, opened and closed. Engine thread. Never says
// where the callback goes afterwards: interaction_end.hpp does. Layer: rules.
#pragma once
#include <string>

#include "core/rules/step.hpp"

namespace callbackd::core {

// The callback whose open interaction this is, in this agent's hands; nullptr: no such one.
Callback* find_interaction(Step& step, AgentId agent, base::InteractionId interaction);

void open_interaction(Step& step, Callback& callback, AgentEntry& agent);
// Closes it without moving the callback: the caller says where it goes. `cause`: why the server
// did.
void close_interaction(Step& step, Callback& callback, InteractionOutcome outcome,
                       std::optional<Cause> cause = {});
// Its end with all that followed for the callback is remembered for a while: its agent may ask.
void interaction_is_over(Step& step, Callback const& callback, AgentId agent);

}  // namespace callbackd::core
