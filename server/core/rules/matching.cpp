#include "core/rules/matching.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

#include "base/check.hpp"
#include "core/read/candidates.hpp"
#include "core/read/reservations.hpp"
#include "core/rules/offers.hpp"

namespace callbackd::core {
namespace {

// The sum of the agent's levels in all skills that the callback needs. AgentChoice::kHighestSkill
// compares agents by it.
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

bool waits_longer(Callback const& a, Callback const& b) {
  return std::tie(a.queued_since, a.serial) < std::tie(b.queued_since, b.serial);
}

// Whether callback `a` comes before callback `b`; they may wait in different queues. A callback
// whose contact waits on hold (it has a call) comes before all others. Of two such callbacks, the
// one that waits longer comes first. In all other cases the queue's priority decides. If it is
// equal, before() decides.
bool comes_first(World const& world, Callback const& a, Callback const& b, Instant now) {
  if (!a.call != !b.call) return static_cast<bool>(a.call);
  if (a.call) return waits_longer(a, b);
  auto const& queue_a = world.queue_of(a);
  auto const& queue_b = world.queue_of(b);
  if (queue_a.settings->priority != queue_b.settings->priority) {
    return queue_a.settings->priority > queue_b.settings->priority;
  }
  return before(queue_a.line, a, queue_b.line, b, now);
}

// Whether the agent can never have a callback of this queue, however long the callback waits: the
// agent lacks a skill at every target step. Returns false if the first step begins only after some
// time, because before that the queue asks for no skill.
bool never_fits(AgentEntry const& agent, QueueEntry const& queue) {
  if (queue.targets.empty() || queue.targets.front().after.count() > 0) return false;
  return std::all_of(queue.targets.begin(), queue.targets.end(), [&](TargetNeeds const& target) {
    return missing(agent.skills, target.needs);
  });
}

using Waiting = WaitingLine::Lane::value_type;  // a callback with its LineKey

// Finds the first callback of one queue that one agent may have. It looks into one lane after the
// other (a lane has the callbacks that need the same skills), and in each lane at the callbacks in
// their order. It stops at the first eligible callback, or where no later callback can come before
// the best one so far.
class BestOfQueue {
 public:
  // `to_beat` is the best callback of another queue, if the keys of both lines can be compared.
  // Only a callback that comes before it is wanted. nullptr: any callback is wanted.
  BestOfQueue(World const& world, AgentEntry const& agent, Instant now, Waiting const* to_beat)
      : world_(world), agent_(agent), now_(now), first_(to_beat) {}

  // Whether the search can stop at this key: no callback with this key or a later one comes before
  // the best callback so far.
  bool can_stop_at(LineKey const& key) const { return first_ && LineOrder{}(first_->first, key); }
  void look_into(WaitingLine::Head const& head) {
    if (!has_needed_skills(world_, *agent_.group, head.needs)) return;
    for (auto const& entry : *head.lane) {
      if (can_stop_at(entry.first)) return;
      if (exclusion_of(world_, *entry.second, agent_, now_)) continue;
      first_ = best_ = &entry;
      return;
    }
  }
  Waiting const* best() const { return best_; }

 private:
  World const& world_;
  AgentEntry const& agent_;
  Instant now_;
  Waiting const* first_;           // the best so far, or to_beat
  Waiting const* best_ = nullptr;  // the best so far in this queue
};

// The lanes of a queue in which there can be callbacks for an agent of this group. A lane is left
// out if it is known already that the group lacks the lane's skills (AgentGroup::lacked()). The
// lanes are found with sets of bits, without a look at those that are left out. `more`: there are
// more than kFew such lanes, and only the first kFew are in `lanes`.
struct FewLanes {
  static constexpr std::size_t kFew = 6;
  std::array<NeedsId, kFew> lanes{};
  std::size_t count = 0;
  bool more = false;

  FewLanes(QueueEntry const& queue, AgentGroup const& group) {
    GroupBits::each_only_in(queue.line.asked(), group.lacked(), [&](std::size_t needs) {
      more = count == kFew;
      if (!more) lanes[count++] = static_cast<NeedsId>(needs);
      return !more;
    });
  }
};

// The first callback of the queue that the agent may have; nullptr: none. If few lanes are possible
// (FewLanes), looks into each of them. If more are possible, goes along all lanes in the order of
// their first callbacks, and stops at a lane that begins after the best callback so far.
Waiting const* first_eligible(QueueEntry const& queue, AgentEntry const& agent, Instant now,
                              BestOfQueue best) {
  FewLanes const few{queue, *agent.group};
  if (few.count == 0 || !queue.offerable(now) || never_fits(agent, queue)) return nullptr;
  for (std::size_t i = 0; !few.more && i < few.count; ++i) {
    auto const& [needs, lane] = *queue.line.lanes().find(few.lanes[i]);
    best.look_into({needs, &lane});
  }
  if (!few.more) return best.best();
  for (auto const& [key, head] : queue.line.heads()) {
    if (best.can_stop_at(key)) break;
    best.look_into(head);
  }
  return best.best();
}

// Whether the keys of two queues' lines can be compared to find out which callback comes first.
bool comparable(QueueEntry const& a, QueueEntry const& b) {
  return a.settings->priority == b.settings->priority && a.line.ages_like(b.line);
}

// The class of a callback: its queue, its target step (which skills its queue asks for by now) and
// its needs (which skills a routing rule asked for). All callbacks of one class may be offered to
// the same agents, except a callback that is singled_out().
NeedsClass needs_class_of(World const& world, Callback const& callback, Instant now) {
  auto const step = world.queue_of(callback).step_index(callback.queue_entered_at, now);
  return {callback.queue, step, callback.required_skills};
}
// Whether this callback may be offered to other agents than the other callbacks of its class (the
// same queue, target step and needs). This is so if the callback has exclusions or a call, if it is
// reserved now, or if its expiry has passed. If no agent is found for such a callback, it is not
// known whether there is an agent for other callbacks of its class.
bool singled_out(Callback const& callback, Instant now) {
  bool const has_exclusions = callback.extra && !callback.extra->exclusions.empty();
  return has_exclusions || callback.call || reserved_now(callback, now) ||
         callback.expires_at <= now;
}

// Finds the best agent for one callback, by the queue's agent_choice, among the available agents of
// several groups. The caller calls enter() for each group. All these groups must have the skills
// that the callback asks for, so only exclusions and phones are checked for each agent. A group
// lists the longest idle agent first, so the search in a group can often stop early.
class Contest {
 public:
  Contest(World const& world, Callback const& callback, Instant now)
      : world_(world),
        callback_(callback),
        now_(now),
        choice_(world.queue_of(callback).settings->agent_choice) {}

  void enter(AgentGroup const& group) {
    for (auto const& entry : group.idle) {
      // `later` is true if this agent has been idle for less time than the best agent so far. Then
      // all further agents of the group have been idle for even less time.
      bool const later = best_.second && !IdleOrder{}(entry, best_);
      if (later && choice_ == AgentChoice::kLongestIdle) return;
      if (excluded(callback_, entry.second->id, now_)) continue;
      if (phone_in_use(callback_, *entry.second)) continue;
      auto const rank = rank_of(*entry.second);
      if (!best_.second || rank < rank_ || (rank == rank_ && !later)) {
        best_ = entry;
        rank_ = rank;
      }
      if (ends_group(rank)) return;
    }
  }
  AgentEntry* winner() const { return best_.second; }
  // For kLongestIdle: whether the search can stop here, because neither this agent nor any who has
  // been idle for less time can win.
  bool can_stop_at(IdleAgents::value_type const& entry) const {
    return best_.second && !IdleOrder{}(entry, best_);
  }

 private:
  // Turns the queue's agent_choice into a number, the rank of the agent. The agent with the lowest
  // rank wins. Of agents with equal ranks, the longest idle one wins.
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
  // Whether the search in this group can stop, because no later agent of the group can be better.
  // All have the same skills, and later ones are idle for less time. With kLeastOccupied, an agent
  // of rank 0 has no work, so nobody is less occupied.
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

// For kLongestIdle: finds the winner by going through all groups with idle agents, the group of the
// longest idle agent first. Groups that fit are entered into the contest. The search ends when no
// later group can win. If the fitting groups are spread evenly, one of every N groups fits (N is
// the number of groups with idle agents, divided by the number of fitting groups). If the contest
// is not decided after a few times N groups, the search gives up and returns false. The caller then
// looks at all fitting groups instead.
bool find_by_idleness(AgentGroups const& groups, GroupBits const& fit, Contest& contest) {
  constexpr std::size_t kPatience = 4;
  auto left = kPatience * (groups.heads().size() / fit.count() + kPatience);
  for (auto const& head : groups.heads()) {
    if (contest.can_stop_at(head)) return true;
    if (left-- == 0) return false;
    auto const& group = *head.second->group;
    if (fit.test(group.index)) contest.enter(group);
  }
  return true;
}

// Of the callbacks whose contact waits on hold, returns the one that this agent may have and that
// waits longest; nullptr: none. Such callbacks come before all others.
Callback* first_on_hold(World& world, AgentEntry const& agent, Instant now) {
  Callback* first = nullptr;
  for (auto const id : world.calls_on_hold) {
    auto& callback = *world.find(id);
    bool const can = callback.state == CallbackState::kQueued &&
                     world.serves(agent, world.queue_of(callback)) &&
                     !exclusion_of(world, callback, agent, now);
    if (can && (!first || waits_longer(callback, *first))) first = &callback;
  }
  return first;
}

}  // namespace

// Finds the best agent for the callback. A callback that is reserved now is given to the reserved
// agent or to nobody. For any other callback, the groups that fit its class and have an idle agent
// are compared (Contest). For kLongestIdle there are two ways with the same result. When many
// groups fit, find_by_idleness() is used. When few fit, or when find_by_idleness() gives up, each
// fitting group is looked at.
Choice best_agent(World const& world, Callback const& callback, Instant now) {
  auto const& queue = world.queue_of(callback);
  if (common_exclusion(world, callback, now)) return {};
  if (reserved_now(callback, now)) {
    auto* const agent = world.roster.available(callback.reserved_agent);
    bool const fits =
        agent && world.serves(*agent, queue) && !exclusion_of(world, callback, *agent, now);
    return fits ? Choice{agent, ChosenBy::kPreferredAgent} : Choice{};
  }
  auto const& groups = world.roster.groups();
  auto const& fit = class_of(world, callback, now).fit;
  auto const choice = queue.settings->agent_choice;
  Choice chosen{nullptr, chosen_by(choice)};
  if (!GroupBits::any_common(fit, groups.available())) return chosen;
  Contest contest{world, callback, now};
  // With few fitting groups, looking at each of them costs less than find_by_idleness().
  bool const few = fit.count() * fit.count() <= groups.heads().size();
  bool const found =
      choice == AgentChoice::kLongestIdle && !few && find_by_idleness(groups, fit, contest);
  if (!found) {
    GroupBits::each_common(fit, groups.available(), [&](std::size_t index) {
      contest.enter(groups.at(index));
      return true;
    });
  }
  chosen.agent = contest.winner();
  return chosen;
}

// If the agent may have a callback whose contact waits on hold, the one that waits longest is
// returned. Otherwise goes through the queues, keeps the best callback so far, and looks in each
// further queue only for a better one. A queue is skipped if its priority is lower than that of the
// best callback's queue. Where two lines age alike, the key of the best callback so far limits the
// search.
Callback* best_callback(World& world, AgentEntry const& agent, Instant now) {
  if (auto* const on_hold = first_on_hold(world, agent, now)) return on_hold;
  Waiting const* best = nullptr;
  for (auto const& queue : world.queues) {
    if (queue.line.size() == 0 || !world.serves(agent, queue)) continue;
    auto const* const of_best = best ? &world.queue_of(*best->second) : nullptr;
    if (of_best && queue.settings->priority < of_best->settings->priority) continue;
    bool const by_key = of_best && comparable(queue, *of_best);
    auto const* const found =
        first_eligible(queue, agent, now, {world, agent, now, by_key ? best : nullptr});
    if (!found) continue;
    if (!best || by_key || comes_first(world, *found->second, *best->second, now)) best = found;
  }
  return best ? best->second : nullptr;
}

namespace {

// The available agents who were touched in this step, each with its best callback, in a heap.
// During matching, callbacks only leave the lines, so an agent's best callback can only get worse.
// So an agent looks for a new best callback only when its present one was offered to somebody.
class Seekers {
 public:
  Seekers(World& world, std::vector<AgentEntry*> const& agents, Instant now)
      : world_(world), now_(now), later_{world, now} {
    for (auto* agent : agents) seek(*agent);
  }
  // The callback that comes first among the agents' best callbacks; nullptr: none of the agents may
  // have a callback.
  Callback* next() {
    while (!seekers_.empty()) {
      auto const [callback, agent] = seekers_.front();
      bool const still = agent->available() && callback->state == CallbackState::kQueued;
      if (still) return callback;
      std::pop_heap(seekers_.begin(), seekers_.end(), later_);
      seekers_.pop_back();
      seek(*agent);
    }
    return nullptr;
  }

 private:
  using Seeker = std::pair<Callback*, AgentEntry*>;
  struct Later {
    World const& world;
    Instant now;
    bool operator()(Seeker const& a, Seeker const& b) const {
      return a.first != b.first && comes_first(world, *b.first, *a.first, now);
    }
  };
  void seek(AgentEntry& agent) {
    auto* const callback = agent.available() ? best_callback(world_, agent, now_) : nullptr;
    if (!callback) return;
    seekers_.emplace_back(callback, &agent);
    std::push_heap(seekers_.begin(), seekers_.end(), later_);
  }
  World& world_;
  Instant now_;
  Later later_;
  std::vector<Seeker> seekers_;  // a heap by comes_first()
};

// The woken callbacks (those that can have become eligible in this step), in order. When no agent
// is found for a callback, the other callbacks of its class (the same queue, target step and needs)
// are skipped, unless the callback is singled_out(). This matters because an opening or a new
// definition may wake thousands of callbacks of one class.
class Woken {
 public:
  Woken(World const& world, std::vector<Callback*> callbacks, Instant now)
      : world_(world), now_(now), callbacks_(std::move(callbacks)) {
    std::erase_if(callbacks_, [](auto const* c) { return c->state != CallbackState::kQueued; });
    std::sort(callbacks_.begin(), callbacks_.end(), [&](auto const* a, auto const* b) {
      return a != b && comes_first(world, *a, *b, now);
    });
  }
  Callback* next() {
    for (; at_ < callbacks_.size(); ++at_) {
      auto const& callback = *callbacks_[at_];
      bool const waits = callback.state == CallbackState::kQueued;  // false: offered already
      if (waits && !hopeless_.contains(needs_class_of(world_, callback, now_)))
        return callbacks_[at_];
    }
    return nullptr;
  }
  // Called when no agent was found for the callback. No agent becomes available during matching. So
  // there is no agent either for the other callbacks of its class (the same queue, target step and
  // needs), unless the callback is singled_out().
  void give_up(Callback const& callback) {
    if (!singled_out(callback, now_)) hopeless_.insert(needs_class_of(world_, callback, now_));
    ++at_;
  }

 private:
  World const& world_;
  Instant now_;
  std::vector<Callback*> callbacks_;
  std::size_t at_ = 0;
  std::set<NeedsClass> hopeless_;
};

// With more agents than this, finding the best callback of each agent takes longer than going along
// all lines once.
constexpr std::size_t kSeekersMax = 64;

void wake_all(World const& world, std::vector<Callback*>& woken) {
  for (auto const& queue : world.queues) {
    for (auto const& [needs, lane] : queue.line.lanes()) {
      for (auto const& entry : lane) woken.push_back(entry.second);
    }
  }
}

}  // namespace

// The invariant: before the step no pair of agent and callback was eligible. A pair can become
// eligible in two ways. Either its agent was touched in this step (Step::touch) and is available.
// Or its callback was woken in this step (Step::wake): it was queued, or its exclusion or
// reservation ended, or a target step began. So only these agents and callbacks are looked at, not
// all pairs. If there are more than kSeekersMax such agents, all queued callbacks are woken
// instead.
//
// The loop compares the best callbacks of the touched agents and the woken callbacks. Each turn
// takes the one that comes first (comes_first), and offers it to its best agent. So the first
// callback in order chooses first, in whichever way it became eligible. If a touched agent may have
// a callback, an agent is always found for it, though perhaps another agent. For a woken callback
// it can happen that no agent is found. Each turn offers one callback or gives one up, so the loop
// ends.
//
// Example: agent A becomes Ready. In the same step callback 7 becomes due. Callback 3, for which
// there was no agent, has waited for more time. A's best callback is 3. Callback 3 comes first and
// gets A. Then no agent is left for 7, so it stays queued.
void match(Step& step) {
  auto& world = step.world;
  auto agents = step.take_touched_agents();
  auto callbacks = step.take_woken();
  if (agents.size() > kSeekersMax) {
    wake_all(world, callbacks);
    agents.clear();
  }
  Seekers seekers{world, agents, step.now};
  Woken woken{world, std::move(callbacks), step.now};
  while (true) {
    auto* const sought = seekers.next();
    auto* const awake = woken.next();
    if (!sought && !awake) return;
    bool const later =
        sought && awake != sought && awake && comes_first(world, *sought, *awake, step.now);
    auto* const callback = awake && !later ? awake : sought;
    auto const choice = best_agent(world, *callback, step.now);
    CALLBACKD_CHECK(choice.agent || callback == awake);
    if (choice.agent) {
      open_offer(step, *callback, choice);
    } else {
      woken.give_up(*callback);
    }
  }
}

}  // namespace callbackd::core
