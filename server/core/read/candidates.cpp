#include "core/read/candidates.hpp"

#include <algorithm>

#include "core/read/call_limit.hpp"
#include "core/read/reservations.hpp"

namespace callbackd::core {
namespace {

std::optional<SkillNeed> need_that_lacks(World const& world, Callback const& callback,
                                         std::vector<SkillNeed> const& skills, Instant now) {
  auto need = missing(skills, world.queue_of(callback).needs_now(callback, now));
  return need ? need : missing(skills, world.needs.needs(callback.required_skills));
}

bool serves(AgentGroup const& group, QueueEntry const& queue) {
  if (group.every_queue) return true;
  if (queue.unknown) return group.works();
  return std::binary_search(group.queues.begin(), group.queues.end(), queue.id);
}

// Sorts the groups that serve the queue into two parts. A group goes into `fit` if it has all
// skills that are asked for: those that the queue asks for at target step `step`, and `needs`, the
// skills that a routing rule asked for. Any other group goes into `lacking`, under the first
// skill that it lacks. AgentGroups keeps the result.
ClassGroups const& class_of(World const& world, QueueEntry const& queue, std::size_t step,
                            NeedsId needs) {
  auto const sort = [&](AgentGroup const& group, ClassGroups& classed) {
    if (!serves(group, queue)) return;
    auto need = missing(group.skills, queue.needs_at(step));
    if (!need) need = missing(group.skills, world.needs.needs(needs));
    if (!need) return classed.fit.set(group.index);
    auto lacking = std::lower_bound(
        classed.lacking.begin(), classed.lacking.end(), *need,
        [](auto const& known, SkillNeed const& wanted) { return known.need < wanted; });
    if (lacking == classed.lacking.end() || lacking->need != *need) {
      lacking = classed.lacking.insert(lacking, {*need, {}});
    }
    lacking->groups.set(group.index);
  };
  return world.roster.groups().of_class({queue.id, step, needs}, sort);
}

// CandidateCount: counts the candidates of one callback by the reasons why they may not have it. It
// has the same result as asking exclusion_of() for each agent (invariants.cpp compares the two),
// but is faster. For most agents the reason is their standing, or a skill that their whole group
// lacks, and AgentGroups keeps the counts of these anyway. So the available agents are first
// counted in two ways:
// - skills_[need]: the agents whose group does not fulfil that need.
// - fit: all other available agents.
// Then a few agents with other reasons are taken out of these counts one by one (leave_out): agents
// whose phone is in use, and agents who let the callback go. Agents who are still counted in `fit`
// may have the callback, if it is not reserved for another agent.
class CandidateCount {
 public:
  CandidateCount(World const& world, Callback const& callback, Instant now)
      : world_(world), callback_(callback), now_(now), queue_(world.queue_of(callback)) {
    auto const& groups = world.roster.groups();
    standings_ = queue_.unknown ? groups.workers() : groups.serving(queue_.id);
  }

  std::uint32_t candidates() const {
    return of(Standing::kDisconnected) + of(Standing::kNotReady) + of(Standing::kBusy) +
           of(Standing::kAvailable);
  }
  Why all_for(ExclusionReason reason) const {
    Why why;
    why.candidates = candidates();
    if (why.candidates > 0) why.excluded.push_back({reason, why.candidates, {}, 0});
    return why;
  }
  Why why() {
    auto fit = of(Standing::kAvailable);
    auto const& groups = world_.roster.groups();
    for (auto const& lacking : class_of(world_, callback_, now_).lacking) {
      auto const count = groups.available_in(lacking.groups);
      skills_.push_back({lacking.need, count});
      fit -= count;
    }
    take(ExclusionReason::kNotReady, of(Standing::kNotReady));
    take(ExclusionReason::kDisconnected, of(Standing::kDisconnected));
    take(ExclusionReason::kBusy, of(Standing::kBusy) + count_phones_in_use(fit));
    auto const let_go = count_agents_who_let_go(fit);
    for (auto const& [need, count] : skills_) {
      take(ExclusionReason::kSkill, count, world_.names.skills.name(need.skill), need.level);
    }
    take(ExclusionReason::kLetItGo, let_go);
    if (reserved_now(callback_, now_)) {
      take(ExclusionReason::kPreferredAgentFirst, fit - (holder_fits() ? 1 : 0));
    }
    why_.candidates = candidates();
    return std::move(why_);
  }

 private:
  std::uint32_t of(Standing standing) const {
    return standings_[static_cast<std::size_t>(standing)];
  }
  void take(ExclusionReason reason, std::uint32_t count, std::string skill = {}, int level = 0) {
    if (count > 0) why_.excluded.push_back({reason, count, std::move(skill), level});
  }
  // Takes an agent out of the count in which the agent was, because the agent is now counted under
  // another reason. That count is `fit`, or the count of the skill that the agent lacks.
  void leave_out(AgentEntry const& agent, std::uint32_t& fit) {
    auto const need = need_that_lacks(world_, callback_, agent.skills, now_);
    if (!need) --fit;
    for (auto& [lacked, count] : skills_) {
      if (need && lacked == *need) --count;
    }
  }
  // How many available agents who serve the queue have their phone in use; 0 if the callback has no
  // call. These agents are taken out of the other counts. The loop goes over all agents, which is
  // acceptable because few calls wait on hold.
  std::uint32_t count_phones_in_use(std::uint32_t& fit) {
    std::uint32_t talking = 0;
    if (!callback_.call) return talking;
    for (auto const& agent : world_.roster.agents()) {
      bool const talks = agent.available() && world_.serves(agent, queue_) && agent.on_the_phone();
      if (!talks) continue;
      ++talking;
      leave_out(agent, fit);
    }
    return talking;
  }
  // How many available agents who serve the queue let the callback go. These agents are taken out
  // of the other counts.
  std::uint32_t count_agents_who_let_go(std::uint32_t& fit) {
    std::uint32_t let_go = 0;
    if (!callback_.extra) return let_go;
    for (auto const& exclusion : callback_.extra->exclusions) {
      auto const* const agent =
          exclusion.until > now_ ? world_.roster.find(exclusion.agent) : nullptr;
      if (!agent || !agent->available() || !world_.serves(*agent, queue_)) continue;
      if (phone_in_use(callback_, *agent)) continue;
      ++let_go;
      leave_out(*agent, fit);
    }
    return let_go;
  }
  bool holder_fits() const {
    auto const* const holder = world_.roster.find(callback_.reserved_agent);
    return holder && world_.serves(*holder, queue_) &&
           !exclusion_of(world_, callback_, *holder, now_);
  }

  World const& world_;
  Callback const& callback_;
  Instant now_;
  QueueEntry const& queue_;
  Standings standings_{};
  std::vector<std::pair<SkillNeed, std::uint32_t>> skills_;
  Why why_;
};

}  // namespace

std::optional<SkillNeed> missing(std::vector<SkillNeed> const& skills, Needs const& needs) {
  for (auto const& need : needs) {
    if (level_in(skills, need.skill) < need.level) return need;
  }
  return std::nullopt;
}

bool phone_in_use(Callback const& callback, AgentEntry const& agent) {
  return callback.call && agent.on_the_phone();
}

std::optional<ExclusionReason> common_exclusion(World const& world, Callback const& callback,
                                                Instant now) {
  if (callback.call) return std::nullopt;  // somebody is on the line
  if (callback.due_at > now && waits_for_call_limit(world, callback, now)) {
    return ExclusionReason::kLimitReached;
  }
  // A callback can have expired although its timer has not run yet, because a step runs only a
  // limited number of timers.
  if (callback.due_at > now || callback.expires_at <= now) return ExclusionReason::kNotDue;
  if (!world.queue_of(callback).offerable(now)) return ExclusionReason::kClosed;
  return std::nullopt;
}

std::optional<AgentExclusion> exclusion_of(World const& world, Callback const& callback,
                                           AgentEntry const& agent, Instant now) {
  if (auto const reason = common_exclusion(world, callback, now))
    return AgentExclusion{*reason, {}};
  if (!agent.logged_in || !agent.connected)
    return AgentExclusion{ExclusionReason::kDisconnected, {}};
  if (!agent.ready || !agent.settings) return AgentExclusion{ExclusionReason::kNotReady, {}};
  if (agent.full() || phone_in_use(callback, agent))
    return AgentExclusion{ExclusionReason::kBusy, {}};
  if (excluded(callback, agent.id, now)) return AgentExclusion{ExclusionReason::kLetItGo, {}};
  if (auto const need = need_that_lacks(world, callback, agent.skills, now)) {
    return AgentExclusion{ExclusionReason::kSkill, *need};
  }
  if (reserved_for_other(callback, agent.id, now)) {
    return AgentExclusion{ExclusionReason::kPreferredAgentFirst, {}};
  }
  return std::nullopt;
}

bool has_needed_skills(World const& world, AgentGroup const& group, NeedsId needs) {
  return group.has_skills_for(needs,
                              [&] { return !missing(group.skills, world.needs.needs(needs)); });
}

ClassGroups const& class_of(World const& world, Callback const& callback, Instant now) {
  auto const& queue = world.queue_of(callback);
  return class_of(world, queue, queue.step_index(callback.queue_entered_at, now),
                  callback.required_skills);
}

bool anyone_available(World const& world, QueueEntry const& queue, Instant entered_at,
                      NeedsId needs, Instant now) {
  if (!queue.offerable(now)) return false;
  auto const& fit = class_of(world, queue, queue.step_index(entered_at, now), needs).fit;
  return GroupBits::any_common(fit, world.roster.groups().available());
}

bool anyone_serves(World const& world, QueueEntry const& queue) {
  auto const& agents = world.roster.agents();
  return std::any_of(agents.begin(), agents.end(), [&](AgentEntry const& agent) {
    return agent.settings && world.serves(agent, queue);
  });
}

bool anyone_there(World const& world, QueueEntry const& queue, Instant entered_at, NeedsId needs,
                  Instant now) {
  auto const fit_at = [&](std::size_t step) {
    auto const& fit = class_of(world, queue, step, needs).fit;
    return GroupBits::any_common(fit, world.roster.groups().present());
  };
  auto const steps = queue.targets.size();
  auto step = queue.step_index(entered_at, now);
  if (fit_at(step)) return true;
  for (step = step == steps ? 0 : step + 1; step < steps; ++step) {
    if (fit_at(step)) return true;
  }
  return false;
}

Why count_candidates(World const& world, Callback const& callback, Instant now) {
  CandidateCount count{world, callback, now};
  if (auto const reason = common_exclusion(world, callback, now)) return count.all_for(*reason);
  return count.why();
}

}  // namespace callbackd::core
