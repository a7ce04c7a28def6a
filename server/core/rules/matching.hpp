// Who gets what: the best agent of a callback, the best callback of an agent. At the end of a step
// no eligible pair is left. Engine thread; never opens an offer itself but in match().
#pragma once
#include "core/read/choice.hpp"
#include "core/rules/step.hpp"

namespace callbackd::core {

Choice best_agent(World const& world, Callback const& callback, Instant now);
Callback* best_callback(World& world, AgentEntry const& agent, Instant now);

void match(Step& step);

}  // namespace callbackd::core
