#include "core/matching.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

#include "base/check.hpp"
#include "core/offers.hpp"
#include "core/schedule.hpp"

namespace callbackd::core {
namespace {

std::optional<SkillNeed> missing(std::vector<SkillNeed> const& skills, Needs const& needs) {
  for (auto const& need : needs) {
    if (level_in(skills, need.skill) < need.level) return need;
  }
  return std::nullopt;
}
std::optional<SkillNeed> missing(AgentEntry const& agent, Needs const& needs) {
  return missing(agent.skills, needs);
}
std::optional<SkillNeed> need_that_lacks(World const& world, Callback const& callback,
                                         std::vector<SkillNeed> const& skills, Instant now) {
  auto need = missing(skills, world.queue_of(callback).needs_now(callback, now));
  return need ? need : missing(skills, world.needs.needs(callback.required_skills));
}

std::optional<ExclusionReason> keeps_all_away(World const& world, Callback const& callback,
                                              Instant now) {
  // One whose time is over leaves with its timer, of which a step runs only so many.
  if (callback.due_at > now || callback.expires_at <= now) return ExclusionReason::kNotDue;
  if (!world.queue_of(callback).offerable(now)) return ExclusionReason::kClosed;
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

// Lacks a skill at each step of the targets, so that no wait helps.
bool never_fits(AgentEntry const& agent, QueueEntry const& queue) {
  if (queue.targets.empty() || queue.targets.front().after.count() > 0) return false;
  return std::all_of(queue.targets.begin(), queue.targets.end(),
                     [&](TargetNeeds const& target) { return missing(agent, target.needs); });
}

bool holds(World const& world, AgentGroup const& group, NeedsId needs) {
  return group.holds(needs, [&] { return !missing(group.skills, world.needs.needs(needs)); });
}

Callback* first_eligible(World const& world, QueueEntry const& queue, AgentEntry const& agent,
                         Instant now) {
  if (queue.line.size() == 0 || !queue.offerable(now) || never_fits(agent, queue)) return nullptr;
  WaitingLine::Lane::value_type const* best = nullptr;
  for (auto const& [head, lane] : queue.line.heads()) {
    if (best && LineOrder{}(best->first, head)) break;
    if (!holds(world, *agent.group, lane->first)) continue;
    for (auto const& entry : lane->second) {
      if (best && LineOrder{}(best->first, entry.first)) break;
      if (unfit(world, *entry.second, agent, now)) continue;
      best = &entry;
      break;
    }
  }
  return best ? best->second : nullptr;
}

// What the callbacks that cannot be told apart by who may have them share.
using Kind = std::tuple<QueueId, NeedsId, std::size_t>;  // the last: the step of the targets
Kind kind_of(World const& world, Callback const& callback, Instant now) {
  auto const step = world.queue_of(callback).step_index(callback.queue_entered_at, now);
  return {callback.queue, callback.required_skills, step};
}
// One whom fewer may have than the others of its kind: says nothing about them.
bool singled_out(Callback const& callback, Instant now) {
  bool const has_exclusions = callback.extra && !callback.extra->exclusions.empty();
  return has_exclusions || reserved_now(callback, now) || callback.expires_at <= now;
}

// Those who serve a queue, counted by what keeps them from one callback.
class Tally {
 public:
  template <typename FindLack>
  void add(AgentGroup const& group, FindLack find_lack) {
    for (std::size_t i = 0; i < kStandings; ++i) standings_[i] += group.count[i];
    auto const available = group.of(Standing::kAvailable);
    if (available == 0) return;
    if (std::optional<SkillNeed> const lacks = find_lack(group)) {
      counts_[{ExclusionReason::kSkill, lacks->skill, lacks->level}] += available;
    } else {
      fit_ += available;
    }
  }
  void added() {
    auto const all = [&](Standing standing) {
      return standings_[static_cast<std::size_t>(standing)];
    };
    counts_[{ExclusionReason::kDisconnected, {}, 0}] = all(Standing::kDisconnected);
    counts_[{ExclusionReason::kNotReady, {}, 0}] = all(Standing::kNotReady);
    counts_[{ExclusionReason::kBusy, {}, 0}] = all(Standing::kBusy);
    candidates_ = all(Standing::kDisconnected) + all(Standing::kNotReady) + all(Standing::kBusy) +
                  all(Standing::kAvailable);
  }
  Why all_for(ExclusionReason reason) const {
    Why why;
    why.candidates = candidates_;
    if (candidates_ > 0) why.excluded.push_back({reason, candidates_, {}, 0});
    return why;
  }
  // The few of whom it is known by name that they may not have it, and all others when one may.
  void set_apart(World const& world, Callback const& callback, Instant now) {
    if (callback.extra) {
      for (auto const& exclusion : callback.extra->exclusions) {
        if (exclusion.until > now) exclude(world, callback, exclusion.agent, now);
      }
    }
    if (!reserved_now(callback, now)) return;
    auto const* const holder = world.roster.find(callback.reserved_agent);
    bool const fits = holder && world.serves(*holder, world.queue_of(callback)) &&
                      !unfit(world, callback, *holder, now);
    counts_[{ExclusionReason::kPreferredAgentFirst, {}, 0}] += fit_ - (fits ? 1 : 0);
  }
  Why why(World const& world) const {
    Why why;
    why.candidates = candidates_;
    for (auto const& [key, count] : counts_) {
      auto const& [reason, skill, level] = key;
      if (count == 0) continue;
      bool const named = reason == ExclusionReason::kSkill;
      why.excluded.push_back(
          {reason, count, named ? world.names.skills.name(skill) : std::string{}, level});
    }
    return why;
  }

 private:
  void exclude(World const& world, Callback const& callback, AgentId id, Instant now) {
    auto const* const agent = world.roster.find(id);
    if (!agent || !agent->available() || !world.serves(*agent, world.queue_of(callback))) return;
    ++counts_[{ExclusionReason::kLetItGo, {}, 0}];
    if (auto const need = need_that_lacks(world, callback, agent->skills, now)) {
      --counts_[{ExclusionReason::kSkill, need->skill, need->level}];
    } else {
      --fit_;
    }
  }

  std::array<std::uint32_t, kStandings> standings_{};
  std::uint32_t candidates_ = 0;
  std::uint32_t fit_ = 0;  // not kept away by anything counted so far
  std::map<std::tuple<ExclusionReason, SkillId, int>, std::uint32_t> counts_;
};

bool serves(AgentGroup const& group, QueueEntry const& queue) {
  return group.every_queue || queue.unknown ||
         std::binary_search(group.queues.begin(), group.queues.end(), queue.id);
}

// The groups whose agents may have a callback as far as queue and skills go.
GroupBits const& fit_groups(World const& world, QueueEntry const& queue, std::size_t step,
                            NeedsId needs) {
  return world.roster.groups().fit({queue.id, step, needs}, [&](AgentGroup const& group) {
    return serves(group, queue) && !missing(group.skills, queue.needs_at(step)) &&
           holds(world, group, needs);
  });
}
GroupBits const& fit_groups(World const& world, Callback const& callback, Instant now) {
  auto const& queue = world.queue_of(callback);
  return fit_groups(world, queue, queue.step_index(callback.queue_entered_at, now),
                    callback.required_skills);
}

// The best agent of several groups, in the manner that the queue wants.
class Contest {
 public:
  Contest(World const& world, Callback const& callback, Instant now)
      : world_(world),
        callback_(callback),
        now_(now),
        choice_(world.queue_of(callback).settings->agent_choice) {}

  void enter(AgentGroup const& group) {
    for (auto const& entry : group.idle) {
      // Those who are idle more briefly than the best so far have nothing more to say.
      bool const later = best_.second && !IdleOrder{}(entry, best_);
      if (later && choice_ == AgentChoice::kLongestIdle) return;
      if (excluded(callback_, entry.second->id, now_)) continue;
      auto const rank = rank_of(*entry.second);
      if (!best_.second || rank < rank_ || (rank == rank_ && !later)) {
        best_ = entry;
        rank_ = rank;
      }
      if (ends_group(rank)) return;
    }
  }
  AgentEntry* winner() const { return best_.second; }
  // Whoever comes after this one in idleness cannot win.
  bool decided(IdleAgents::value_type const& entry) const {
    return best_.second && !IdleOrder{}(entry, best_);
  }

 private:
  // The less the better; among equals the longest idle.
  std::int64_t rank_of(AgentEntry const& agent) const {
    switch (choice_) {
      case AgentChoice::kLongestIdle:
        return 0;
      case AgentChoice::kLeastOccupied:
        return static_cast<std::int64_t>(agent.work.size());
      case AgentChoice::kHighestSkill:
        return -skill_sum(world_, callback_, agent, now_);
      case AgentChoice::kRoundRobin:
        return agent.last_offered.time_since_epoch().count();
    }
    return 0;
  }
  // Nobody behind this one in the same group can be better.
  bool ends_group(std::int64_t rank) const {
    return choice_ == AgentChoice::kLongestIdle || choice_ == AgentChoice::kHighestSkill ||
           (choice_ == AgentChoice::kLeastOccupied && rank == 0);
  }

  World const& world_;
  Callback const& callback_;
  Instant now_;
  AgentChoice choice_;
  IdleAgents::value_type best_{};
  std::int64_t rank_ = 0;
};

// Follows idleness from group to group, for about as long as a fitting one should take to come;
// false: it was too long. Only for the longest idle.
bool find_by_idleness(AgentGroups const& groups, GroupBits const& fit, Contest& contest) {
  constexpr std::size_t kPatience = 4;
  auto left = kPatience * (groups.heads().size() / fit.count() + kPatience);
  for (auto const& head : groups.heads()) {
    if (contest.decided(head)) return true;
    if (left-- == 0) return false;
    auto const& group = *head.second->group;
    if (fit.test(group.place)) contest.enter(group);
  }
  return true;
}

}  // namespace

std::optional<Unfit> unfit(World const& world, Callback const& callback, AgentEntry const& agent,
                           Instant now) {
  if (auto const reason = keeps_all_away(world, callback, now)) return Unfit{*reason, {}};
  if (!agent.logged_in || !agent.connected) return Unfit{ExclusionReason::kDisconnected, {}};
  if (!agent.ready || !agent.settings) return Unfit{ExclusionReason::kNotReady, {}};
  if (agent.full()) return Unfit{ExclusionReason::kBusy, {}};
  if (excluded(callback, agent.id, now)) return Unfit{ExclusionReason::kLetItGo, {}};
  if (auto const need = need_that_lacks(world, callback, agent.skills, now)) {
    return Unfit{ExclusionReason::kSkill, *need};
  }
  if (reserved_for_other(callback, agent.id, now)) {
    return Unfit{ExclusionReason::kPreferredAgentFirst, {}};
  }
  return std::nullopt;
}

bool anyone_available(World const& world, QueueEntry const& queue, Instant entered_at,
                      NeedsId needs, Instant now) {
  if (!queue.offerable(now)) return false;
  auto const& fit = fit_groups(world, queue, queue.step_index(entered_at, now), needs);
  return GroupBits::any_common(fit, world.roster.groups().available());
}

Choice best_agent(World const& world, Callback const& callback, Instant now) {
  auto const& queue = world.queue_of(callback);
  if (keeps_all_away(world, callback, now)) return {};
  if (reserved_now(callback, now)) {
    auto* const agent = world.roster.available(callback.reserved_agent);
    bool const fits = agent && world.serves(*agent, queue) && !unfit(world, callback, *agent, now);
    return fits ? Choice{agent, ChosenBy::kPreferredAgent} : Choice{};
  }
  auto const& groups = world.roster.groups();
  auto const& fit = fit_groups(world, callback, now);
  auto const choice = queue.settings->agent_choice;
  Choice chosen{nullptr, chosen_by(choice)};
  if (!GroupBits::any_common(fit, groups.available())) return chosen;
  Contest contest{world, callback, now};
  // The fewer fit, the sooner they are asked one by one.
  bool const few = fit.count() * fit.count() <= groups.heads().size();
  bool const found =
      choice == AgentChoice::kLongestIdle && !few && find_by_idleness(groups, fit, contest);
  if (!found) {
    GroupBits::each_common(fit, groups.available(), [&](std::size_t place) {
      contest.enter(groups.at(place));
      return true;
    });
  }
  chosen.agent = contest.winner();
  return chosen;
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
  auto const& queue = world.queue_of(callback);
  Tally tally;
  auto const& fit = fit_groups(world, callback, now);
  for (auto const* group : world.roster.groups().all()) {
    if (!group || !serves(*group, queue)) continue;
    tally.add(*group, [&](AgentGroup const& of) {
      return fit.test(of.place) ? std::nullopt : need_that_lacks(world, callback, of.skills, now);
    });
  }
  tally.added();
  if (auto const reason = keeps_all_away(world, callback, now)) {
    return tally.all_for(*reason);
  }
  tally.set_apart(world, callback, now);
  return tally.why(world);
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
  // Many are woken at once by an opening or a definition; nobody becomes available meanwhile.
  std::set<Kind> hopeless;
  for (auto* callback : woken) {
    if (callback->state != CallbackState::kQueued) continue;  // woken twice
    auto const kind = kind_of(world, *callback, step.now);
    if (hopeless.contains(kind)) continue;
    auto const choice = best_agent(world, *callback, step.now);
    if (choice.agent) {
      open_offer(step, *callback, choice);
    } else if (!singled_out(*callback, step.now)) {
      hopeless.insert(kind);
    }
  }
}

}  // namespace callbackd::core
