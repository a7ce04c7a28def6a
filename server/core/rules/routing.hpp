// Routing points: the first rule whose condition holds says queue, priority, skills and preferred
// agent. Engine thread. Pure but for route_again, which applies it to a callback that returns.
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

// nullptr: no such routing point, or none of its rules leads to a queue in force.
RoutingRule const* choose_rule(World const& world, std::string_view point,
                               RoutingValues const& values, Instant now);
NeedsId needs_of(World& world, std::vector<SkillLevel> const& skills);
// Sets what the rule says besides the queue, which the callback must already be in.
void apply_rule(Step& step, Callback& callback, RoutingRule const& rule);
void route_again(Step& step, Callback& callback, std::string_view point);

}  // namespace callbackd::core
