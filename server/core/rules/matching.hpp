// Matching: decides which agent is offered which callback. A pair of an available agent and a
// queued callback is eligible when exclusion_of() (read/candidates.hpp) finds no reason against it.
// After match() no eligible pair is left. Engine thread. Layer: rules.
#pragma once
#include "core/read/choice.hpp"
#include "core/rules/step.hpp"

namespace callbackd::core {

// The best eligible agent for a callback, by the queue's agent_choice; Choice::agent is nullptr
// when there is none.
Choice best_agent(World const& world, Callback const& callback, Instant now);
// The first eligible callback for an agent, over all queues that the agent serves; nullptr: none.
Callback* best_callback(World& world, AgentEntry const& agent, Instant now);

// Opens all offers that are possible at the end of a step.
void match(Step& step);

}  // namespace callbackd::core
