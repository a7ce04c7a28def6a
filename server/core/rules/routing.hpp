// Routing point: a named list of routing rules. The first rule whose condition holds sets queue,
// priority, skills and preferred agent. Engine thread. choose_rule() changes nothing. Layer: rules.
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

// The first rule of the routing point whose condition holds; rules whose queue is not in force are
// skipped. nullptr: there is no such routing point, or no such rule.
RoutingRule const* choose_rule(World const& world, std::string_view point,
                               RoutingValues const& values, Instant now);
NeedsId needs_of(World& world, std::vector<SkillLevel> const& skills);
// Sets priority, skills and preferred agent. The callback must be in the rule's queue already.
void apply_rule(Step& step, Callback& callback, RoutingRule const& rule);
// Chooses a rule for a callback that returns, moves it to the rule's queue, and applies the rule.
// Does nothing if no rule is found.
void route_again(Step& step, Callback& callback, std::string_view point);

}  // namespace callbackd::core
