#include "core/rules/routing.hpp"

#include <algorithm>

#include "core/read/estimate.hpp"
#include "core/rules/schedule.hpp"

namespace callbackd::core {
namespace {

std::string const* value_of(RoutingValues const& values, std::string const& subject) {
  auto const at = std::find_if(values.begin(), values.end(),
                               [&](auto const& value) { return value.first == subject; });
  return at == values.end() ? nullptr : &at->second;
}

// Whether the customer may have to wait at least `seconds`: compares with the high end of the
// estimate. Returns false if there is no estimate.
bool may_wait(World const& world, QueueEntry const& queue, std::int64_t seconds, Instant now) {
  auto const estimate = expected_wait(world, queue, now);
  return estimate && estimate->high_seconds >= seconds;
}

bool holds_of_queue(World const& world, RoutingCondition const& condition, Instant now) {
  using Kind = RoutingCondition::Kind;
  auto const id = world.names.queues.find(condition.subject);
  if (!id) return false;
  auto const& queue = world.queue(*id);
  if (condition.kind == Kind::kWaiting)
    return queue.line.size() >= static_cast<std::size_t>(condition.least);
  if (condition.kind == Kind::kEstimate) return may_wait(world, queue, condition.least, now);
  return queue.open(now) == (condition.kind == Kind::kOpen);
}

bool holds_of_request(RoutingCondition const& condition, RoutingValues const& values) {
  using Kind = RoutingCondition::Kind;
  bool const language = condition.kind == Kind::kLanguage;
  auto const* value = value_of(values, language ? kLocale : condition.subject);
  if (!value) return false;
  if (language) return language_of(*value) == condition.value;
  return condition.kind == Kind::kEquals ? *value == condition.value
                                         : value->starts_with(condition.value);
}

bool within_hours(World const& world, std::string const& name, Instant now) {
  auto const& tables = world.site->hours;
  auto const table = std::find_if(tables.begin(), tables.end(),
                                  [&](auto const& each) { return each.name == name; });
  return table != tables.end() && table->hours.open_at(now);
}

bool holds(World const& world, RoutingCondition const& condition, RoutingValues const& values,
           Instant now) {
  using Kind = RoutingCondition::Kind;
  auto const part_holds = [&](auto const& part) { return holds(world, part, values, now); };
  auto const& parts = condition.parts;
  switch (condition.kind) {
    case Kind::kAlways:
      return true;
    case Kind::kEquals:
    case Kind::kPrefix:
    case Kind::kLanguage:
      return holds_of_request(condition, values);
    case Kind::kClosed:
    case Kind::kOpen:
    case Kind::kWaiting:
    case Kind::kEstimate:
      return holds_of_queue(world, condition, now);
    case Kind::kHours:
      return within_hours(world, condition.subject, now);
    case Kind::kAll:
      return std::all_of(parts.begin(), parts.end(), part_holds);
    case Kind::kAny:
      return std::any_of(parts.begin(), parts.end(), part_holds);
    case Kind::kNot:
      return !part_holds(parts.at(0));
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
  if (!rule) return;  // no rule: the callback stays where it is
  change_queue(step, callback, step.world.find_queue(rule->queue)->id);
  apply_rule(step, callback, *rule);
}

}  // namespace callbackd::core
