#include "core/routing.hpp"

#include <algorithm>

#include "core/schedule.hpp"

namespace callbackd::core {
namespace {

std::string const* value_of(RoutingValues const& values, std::string const& subject) {
  auto const at = std::find_if(values.begin(), values.end(),
                               [&](auto const& value) { return value.first == subject; });
  return at == values.end() ? nullptr : &at->second;
}

bool closed(World const& world, std::string const& name, Instant now) {
  auto const id = world.names.queues.find(name);
  return id && !world.queue(*id).open(now);
}

bool holds(World const& world, RoutingCondition const& condition, RoutingValues const& values,
           Instant now) {
  switch (condition.kind) {
    case RoutingCondition::Kind::kAlways:
      return true;
    case RoutingCondition::Kind::kClosed:
      return closed(world, condition.subject, now);
    case RoutingCondition::Kind::kEquals: {
      auto const* value = value_of(values, condition.subject);
      return value && *value == condition.value;
    }
    case RoutingCondition::Kind::kPrefix: {
      auto const* value = value_of(values, condition.subject);
      return value && value->starts_with(condition.value);
    }
  }
  return false;
}

}  // namespace

RoutingRule const* choose_rule(World const& world, std::string_view point,
                               RoutingValues const& values, Instant now) {
  auto const* const routing_point = world.site->find_routing_point(point);
  if (!routing_point) return nullptr;
  for (auto const& rule : routing_point->rules) {
    auto const queue = world.names.queues.find(rule.queue);
    if (!queue || !world.queue(*queue).in_force) continue;
    if (holds(world, rule.when, values, now)) return &rule;
  }
  return nullptr;
}

NeedsId needs_of(World& world, std::vector<SkillLevel> const& skills) {
  Needs needs;
  for (auto const& skill : skills) {
    needs.push_back({world.names.skills.intern(skill.skill), skill.level});
  }
  std::sort(needs.begin(), needs.end());
  return world.needs.intern(needs);
}

void apply_rule(Step& step, Callback& callback, RoutingRule const& rule) {
  auto& world = step.world;
  step.touch(callback);
  auto const needs = needs_of(world, rule.skills);
  world.reposition(callback, [&] {
    callback.required_skills = needs;
    callback.priority = rule.priority.value_or(callback.priority);
  });
  if (rule.preferred_agent.empty()) return;
  auto const* agent = world.find_agent(rule.preferred_agent);
  if (!agent || !may_reserve(step, callback, *agent)) return;
  reserve(step, callback, agent->id, std::max(step.now, callback.due_at));
}

void route_again(Step& step, Callback& callback, std::string_view point) {
  static RoutingValues const kNone;
  auto const& values = callback.extra ? callback.extra->routing_values : kNone;
  auto const* rule = choose_rule(step.world, point, values, step.now);
  if (!rule) return;  // the point is gone: the callback stays where it is
  enter_queue(step, callback, step.world.find_queue(rule->queue)->id);
  apply_rule(step, callback, *rule);
}

}  // namespace callbackd::core
