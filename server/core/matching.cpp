#include "core/matching.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "base/check.hpp"
#include "core/offers.hpp"
#include "core/schedule.hpp"

namespace callbackd::core {
namespace {

std::optional<SkillNeed> missing(AgentEntry const& agent, Needs const& needs) {
  for (auto const& need : needs) {
    if (agent.level(need.skill) < need.level) return need;
  }
  return std::nullopt;
}

int skill_sum(World const& world, Callback const& callback, AgentEntry const& agent, Instant now) {
  int sum = 0;
  for (auto const& need : world.queue_of(callback).needs_now(callback, now)) {
    sum += agent.level(need.skill);
  }
  for (auto const& need : world.needs.needs(callback.required_skills)) {
    sum += agent.level(need.skill);
  }
  return sum;
}

// Whether `a` is preferred to `b`, which has been idle at least as long.
bool preferred(World const& world, Callback const& callback, AgentEntry const& a,
               AgentEntry const& b, Instant now) {
  switch (world.queue_of(callback).settings->agent_choice) {
    case AgentChoice::kLongestIdle:
      return false;
    case AgentChoice::kLeastOccupied:
      return a.open_interactions() < b.open_interactions();
    case AgentChoice::kHighestSkill:
      return skill_sum(world, callback, a, now) > skill_sum(world, callback, b, now);
    case AgentChoice::kRoundRobin:
      return a.last_offered < b.last_offered;
  }
  return false;
}

ChosenBy chosen_by(AgentChoice choice) {
  switch (choice) {
    case AgentChoice::kLongestIdle:
      return ChosenBy::kLongestIdle;
    case AgentChoice::kLeastOccupied:
      return ChosenBy::kLeastOccupied;
    case AgentChoice::kHighestSkill:
      return ChosenBy::kHighestSkill;
    case AgentChoice::kRoundRobin:
      return ChosenBy::kRoundRobin;
  }
  return ChosenBy::kLongestIdle;
}

bool reserved_now(Callback const& callback, Instant now) {
  return callback.reserved_agent != kNobody && callback.reserved_until != kNever &&
         callback.reserved_until > now;
}

// The order over all queues that an agent serves.
bool comes_first(World const& world, Callback const& a, Callback const& b, Instant now) {
  auto const& queue_a = world.queue_of(a);
  auto const& queue_b = world.queue_of(b);
  if (queue_a.settings->priority != queue_b.settings->priority) {
    return queue_a.settings->priority > queue_b.settings->priority;
  }
  return before(queue_a.line, a, queue_b.line, b, now);
}

Callback* first_eligible(World const& world, QueueEntry const& queue, AgentEntry const& agent,
                         Instant now) {
  if (queue.line.size() == 0 || !queue.offerable(now)) return nullptr;
  for (auto const& entry : queue.line) {
    if (!unfit(world, *entry.second, agent, now)) return entry.second;
  }
  return nullptr;
}

}  // namespace

std::optional<Unfit> unfit(World const& world, Callback const& callback, AgentEntry const& agent,
                           Instant now) {
  auto const& queue = world.queue_of(callback);
  if (callback.due_at > now) return Unfit{ExclusionReason::kNotDue, {}};
  if (!queue.offerable(now)) return Unfit{ExclusionReason::kClosed, {}};
  if (!agent.logged_in || !agent.connected) return Unfit{ExclusionReason::kDisconnected, {}};
  if (!agent.ready || !agent.settings) return Unfit{ExclusionReason::kNotReady, {}};
  if (agent.work.size() >= agent.capacity()) return Unfit{ExclusionReason::kBusy, {}};
  if (excluded(callback, agent.id, now)) return Unfit{ExclusionReason::kLetItGo, {}};
  auto need = missing(agent, queue.needs_now(callback, now));
  if (!need) need = missing(agent, world.needs.needs(callback.required_skills));
  if (need) return Unfit{ExclusionReason::kSkill, *need};
  if (reserved_for_other(callback, agent.id, now)) {
    return Unfit{ExclusionReason::kPreferredAgentFirst, {}};
  }
  return std::nullopt;
}

Choice best_agent(World const& world, Callback const& callback, Instant now) {
  auto const& queue = world.queue_of(callback);
  if (!queue.offerable(now)) return {};
  AgentEntry* best = nullptr;
  for (auto const& [idle_since, agent] : world.roster.available()) {
    if (!world.serves(*agent, queue) || unfit(world, callback, *agent, now)) continue;
    if (reserved_now(callback, now)) return {agent, ChosenBy::kPreferredAgent};
    if (!best || preferred(world, callback, *agent, *best, now)) best = agent;
    if (queue.settings->agent_choice == AgentChoice::kLongestIdle) break;
  }
  return {best, chosen_by(queue.settings->agent_choice)};
}

Callback* best_callback(World& world, AgentEntry const& agent, Instant now) {
  Callback* best = nullptr;
  for (auto const& queue : world.queues) {
    if (queue.line.size() == 0 || !world.serves(agent, queue)) continue;
    if (best && queue.settings->priority < world.queue_of(*best).settings->priority) continue;
    auto* const candidate = first_eligible(world, queue, agent, now);
    if (candidate && (!best || comes_first(world, *candidate, *best, now))) best = candidate;
  }
  return best;
}

Why count_candidates(World const& world, Callback const& callback, Instant now) {
  Why why;
  std::map<std::tuple<ExclusionReason, SkillId, int>, std::uint32_t> counts;
  auto const& queue = world.queue_of(callback);
  for (auto const& agent : world.roster.agents()) {
    if (!agent.settings || !world.serves(agent, queue)) continue;
    auto const reason = unfit(world, callback, agent, now);
    if (!reason) {
      ++why.candidates;
    } else {
      bool const skill = reason->reason == ExclusionReason::kSkill;
      auto const need = skill ? reason->need : SkillNeed{SkillId{}, 0};
      ++counts[{reason->reason, need.skill, need.level}];
    }
  }
  for (auto const& [key, count] : counts) {
    auto const& [reason, skill, level] = key;
    bool const named = reason == ExclusionReason::kSkill;
    why.excluded.push_back(
        {reason, count, named ? world.names.skills.name(skill) : std::string{}, level});
  }
  return why;
}

void match(Step& step) {
  auto& world = step.world;
  // An agent who became available takes the best callback, and that callback its best agent: often
  // the same one.
  for (auto* agent : step.take_touched_agents()) {
    while (agent->available()) {
      auto* const callback = best_callback(world, *agent, step.now);
      if (!callback) break;
      auto const choice = best_agent(world, *callback, step.now);
      CALLBACKD_CHECK(choice.agent);
      open_offer(step, *callback, choice);
    }
  }
  auto woken = step.take_woken();
  std::erase_if(woken, [](auto const* c) { return c->state != CallbackState::kQueued; });
  std::sort(woken.begin(), woken.end(), [&](auto const* a, auto const* b) {
    return a != b && comes_first(world, *a, *b, step.now);
  });
  for (auto* callback : woken) {
    if (callback->state != CallbackState::kQueued) continue;  // woken twice
    auto const choice = best_agent(world, *callback, step.now);
    if (choice.agent) open_offer(step, *callback, choice);
  }
}

}  // namespace callbackd::core
