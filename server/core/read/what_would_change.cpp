#include "core/read/what_would_change.hpp"

#include <algorithm>

#include "core/read/candidates.hpp"
#include "core/read/reservations.hpp"

namespace callbackd::core {
namespace {

std::optional<Instant> after(Instant at, Instant now) {
  return at > now && at != kNever ? std::optional{at} : std::nullopt;
}

// The first instant at which an agent who let the callback go may be asked again. Only agents who
// are available now and serve the queue count.
std::optional<Instant> first_may_be_asked(World const& world, Callback const& callback,
                                          Instant now) {
  std::optional<Instant> first;
  for (auto const& exclusion : callback.extra->exclusions) {
    auto const* const agent = world.roster.available(exclusion.agent);
    bool const counts = agent && world.serves(*agent, world.queue_of(callback));
    if (!counts || exclusion.until <= now) continue;
    first = std::min(first.value_or(exclusion.until), exclusion.until);
  }
  return first;
}

int level_asked(Needs const& needs, SkillId skill) {
  int level = 0;
  for (auto const& need : needs) {
    if (need.skill == skill) level = std::max(level, need.level);
  }
  return level;
}

// The instant at which the callback reaches the first later target step that asks for a lower level
// of the skill. nullopt: no step does, or the routing rule itself asks for that level, which never
// changes.
std::optional<Instant> relaxes_at(World const& world, Callback const& callback, SkillNeed need,
                                  Instant now) {
  if (level_asked(world.needs.needs(callback.required_skills), need.skill) >= need.level) {
    return std::nullopt;
  }
  if (callback.queue_entered_at == kNever) return std::nullopt;
  for (auto const& target : world.queue_of(callback).targets) {
    Instant const at = callback.queue_entered_at + target.after;
    if (at > now && level_asked(target.needs, need.skill) < need.level) return at;
  }
  return std::nullopt;
}

// The highest level of the skill among those available agents who do not fulfil this need and did
// not let the callback go.
int highest_level(World const& world, Callback const& callback, SkillNeed need, Instant now) {
  int highest = 0;
  for (auto const& lacking : class_of(world, callback, now).lacking) {
    if (lacking.need != need) continue;
    auto const& groups = world.roster.groups();
    GroupBits::each_common(lacking.groups, groups.available(), [&](std::size_t index) {
      auto const& group = groups.at(index);
      bool const anyone = std::any_of(group.idle.begin(), group.idle.end(), [&](auto const& one) {
        return !excluded(callback, one.second->id, now);
      });
      if (anyone) highest = std::max(highest, level_in(group.skills, need.skill));
      return true;
    });
  }
  return highest;
}

void add_when(World const& world, Callback const& callback, Instant now,
              ExplainView::Excluded& excluded) {
  switch (excluded.reason) {
    case ExclusionReason::kNotDue:
    case ExclusionReason::kLimitReached:
      excluded.until = after(callback.due_at, now);
      return;
    case ExclusionReason::kClosed:
      excluded.until = world.queue_of(callback).next_opening(now);
      return;
    case ExclusionReason::kLetItGo:
      excluded.until = first_may_be_asked(world, callback, now);
      return;
    case ExclusionReason::kPreferredAgentFirst:
      excluded.until = after(callback.reserved_until, now);
      return;
    case ExclusionReason::kSkill: {
      auto const skill = world.names.skills.find(excluded.skill);
      SkillNeed const need{*skill, excluded.required};
      excluded.until = relaxes_at(world, callback, need, now);
      excluded.highest_level = highest_level(world, callback, need, now);
      return;
    }
    case ExclusionReason::kNotReady:
    case ExclusionReason::kDisconnected:
    case ExclusionReason::kBusy:
    case ExclusionReason::kNoAgents:
      return;
  }
}

}  // namespace

std::vector<ExplainView::Excluded> what_would_change(World const& world, Callback const& callback,
                                                     std::vector<Why::Excluded> const& excluded,
                                                     Instant now) {
  std::vector<ExplainView::Excluded> explained;
  for (auto const& one : excluded) {
    explained.push_back({one, std::nullopt, 0});
    add_when(world, callback, now, explained.back());
  }
  return explained;
}

}  // namespace callbackd::core
