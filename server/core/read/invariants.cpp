#include "core/read/invariants.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "base/check.hpp"
#include "core/read/candidates.hpp"
#include "core/read/next_instant.hpp"

namespace callbackd::core {
namespace {

// Checks that a callback's state agrees with its offer, interaction and agent.
void check_hands(World const& world, Callback const& callback) {
  auto const& c = callback;
  CALLBACKD_CHECK((c.state == CallbackState::kOffered) == (c.offer != nullptr));
  CALLBACKD_CHECK(!(c.offer && c.interaction));
  if (c.state == CallbackState::kActive) CALLBACKD_CHECK(c.interaction);
  if (is_final(c.state)) CALLBACKD_CHECK(c.interaction);  // otherwise it must have left memory
  if (is_final(c.state)) CALLBACKD_CHECK(c.slot_at == kNever);
  CALLBACKD_CHECK(is_final(c.state) || c.ended_at == kNever);
  CALLBACKD_CHECK((c.agent != kNobody) == (c.offer || c.interaction));
  if (c.agent == kNobody) return;
  auto const& work = world.roster.find(c.agent)->work;
  CALLBACKD_CHECK(std::count(work.begin(), work.end(), &callback) == 1);
}

// Checks that a callback is in exactly those indexes that its state asks for.
void check_place(World const& world, Callback const& callback) {
  bool const queued = callback.state == CallbackState::kQueued;
  CALLBACKD_CHECK(world.queue_of(callback).line.contains(callback) == queued);
  bool const for_opening = callback.state == CallbackState::kScheduled && callback.for_opening;
  CALLBACKD_CHECK(world.queue_of(callback).opening_line.contains(callback) == for_opening);
  if (queued) {
    CALLBACKD_CHECK(callback.queued_since != kNever && callback.queue_entered_at != kNever);
  }
  auto* const self = const_cast<Callback*>(&callback);
  bool const numbered = world.live_numbers.contains(live_number(*self));
  CALLBACKD_CHECK(numbered == !is_final(callback.state));
}

void check_time(World const& world, Callback const& callback, Instant now) {
  CALLBACKD_CHECK(callback.draft_index == 0);
  if (callback.offer) CALLBACKD_CHECK(callback.timer == callback.offer->row.deadline);
  if (callback.state == CallbackState::kScheduled || callback.state == CallbackState::kQueued) {
    CALLBACKD_CHECK(callback.call ||
                    (callback.timer != kNever && callback.timer <= callback.expires_at));
  }
  // A timer can be too early, if its reason no longer holds. It must never be too late.
  if (callback.timer > now) {
    CALLBACKD_CHECK(callback.timer <= next_instant(world, callback, now));
  }
}

// Checks that there is a call exactly while the last attempt has no end, and that parties and owner
// agree with the call.
void check_call(World const& world, Callback const& callback) {
  bool const open = callback.extra && !callback.extra->attempts.empty() &&
                    !callback.extra->attempts.back().ended_at;
  CALLBACKD_CHECK((callback.call != nullptr) == open);
  if (!callback.call) return;
  CALLBACKD_CHECK((callback.interaction == nullptr) == world.calls_on_hold.contains(callback.id));
  auto const& owner = callback.call->owner;
  bool const began = callback.call->agent.number == LegNumber::kAgent;
  if (owner) CALLBACKD_CHECK(!began && owner->leg == callback.call->agent.number);
  for (auto const& party : callback.call->parties) {
    CALLBACKD_CHECK(party.leg.number > LegNumber::kAgent);
    if (party.agent == kNobody) continue;
    auto const& part_in = world.roster.find(party.agent)->part_in;
    CALLBACKD_CHECK(std::count(part_in.begin(), part_in.end(), &callback) == 1);
  }
}

// Checks that the indexes of an agent agree with the agent's state, and that the phone is in one
// call at most.
void check_agent(World const& world, AgentEntry const& agent) {
  CALLBACKD_CHECK(agent.draft_index == 0);
  CALLBACKD_CHECK((agent.listed_since != kNever) == agent.available());
  if (agent.listed_since != kNever) CALLBACKD_CHECK(agent.listed_since == agent.idle_since);
  CALLBACKD_CHECK(!(agent.connected && agent.grace_until != kNever));
  CALLBACKD_CHECK(!agent.connected || agent.logged_in);
  CALLBACKD_CHECK(!agent.group || agent.counted == agent.standing());
  for (auto const* callback : agent.work) {
    CALLBACKD_CHECK(callback->agent == agent.id && world.find(callback->id) == callback);
  }
  // Counts the calls that use the agent's phone: the agent's own calls, and parts in other agents'
  // calls.
  auto calls = std::count_if(agent.work.begin(), agent.work.end(),
                             [](auto const* it) { return it->interaction && it->call; });
  for (auto const* callback : agent.part_in) {
    auto const& parties = callback->call->parties;
    calls += std::count_if(parties.begin(), parties.end(), [&](Party const& party) {
      return party.agent == agent.id && party.leg.lives();
    });
    CALLBACKD_CHECK(std::any_of(parties.begin(), parties.end(),
                                [&](Party const& party) { return party.agent == agent.id; }));
  }
  CALLBACKD_CHECK(calls <= 1);
}

// Checks that counting by groups (count_candidates) gives the same as asking each agent
// (exclusion_of).
void check_candidate_counts(World const& world, Callback const& callback, Instant now) {
  auto const why = count_candidates(world, callback, now);
  std::uint32_t candidates = 0;
  std::map<std::tuple<ExclusionReason, std::string, int>, std::uint32_t> away;
  for (auto const& agent : world.roster.agents()) {
    if (!agent.settings || !world.serves(agent, world.queue_of(callback))) continue;
    ++candidates;
    auto const reason = exclusion_of(world, callback, agent, now);
    if (!reason) continue;
    bool const skill = reason->reason == ExclusionReason::kSkill;
    ++away[{reason->reason, skill ? world.names.skills.name(reason->need.skill) : "",
            skill ? reason->need.level : 0}];
  }
  CALLBACKD_CHECK(why.candidates == candidates);
  for (auto const& excluded : why.excluded) {
    CALLBACKD_CHECK(excluded.count > 0);
    away[{excluded.reason, excluded.skill, excluded.required}] -= excluded.count;
  }
  for (auto const& [reason, left] : away) CALLBACKD_CHECK(left == 0);
}

// Checks that the counts that AgentGroups keeps are the same as counting now.
void check_counts(World const& world) {
  Standings totals{};
  Standings workers{};
  std::vector<Standings> serving(world.queues.size());
  for (auto const& agent : world.roster.agents()) {
    if (!agent.group) continue;
    auto const standing = static_cast<std::size_t>(agent.standing());
    ++totals[standing];
    if (agent.works()) ++workers[standing];
    for (auto const& queue : world.queues) {
      bool const named = std::binary_search(agent.queues.begin(), agent.queues.end(), queue.id);
      if (agent.every_queue || named) ++serving[static_cast<std::size_t>(queue.id)][standing];
    }
  }
  auto const& groups = world.roster.groups();
  CALLBACKD_CHECK(groups.totals() == totals);
  CALLBACKD_CHECK(groups.workers() == workers);
  for (auto const& queue : world.queues) {
    CALLBACKD_CHECK(groups.serving(queue.id) == serving[static_cast<std::size_t>(queue.id)]);
    CALLBACKD_CHECK(queue.line.asked().count() == queue.line.lanes().size());
    for (auto const& [needs, lane] : queue.line.lanes()) {
      CALLBACKD_CHECK(queue.line.asked().test(static_cast<std::size_t>(needs)));
    }
  }
}

// Checks that matching left nothing undone: if an agent is available and serves a queue, there is a
// reason why this agent may not be offered any of the callbacks that wait in that queue.
void check_matched(World const& world, Instant now) {
  for (auto const& agent : world.roster.agents()) {
    if (!agent.available()) continue;
    for (auto const& queue : world.queues) {
      if (!world.serves(agent, queue)) continue;
      for (auto const& [needs, lane] : queue.line.lanes()) {
        for (auto const& entry : lane)
          CALLBACKD_CHECK(exclusion_of(world, *entry.second, agent, now));
      }
    }
  }
}

}  // namespace

void check_everything(World const& world, Instant now) {
  std::size_t queued = 0;
  std::size_t live = 0;
  std::vector<std::uint64_t> publishable(world.publishable_live.size());
  SlotBook slots;
  auto in_state = world.in_state;
  for (auto const& [id, callback] : world.callbacks) {
    CALLBACKD_CHECK(callback.id == id);
    check_hands(world, callback);
    check_place(world, callback);
    check_time(world, callback, now);
    check_call(world, callback);
    --in_state[static_cast<std::size_t>(callback.state)];
    if (callback.state == CallbackState::kQueued) ++queued;
    if (is_waiting(callback.state)) check_candidate_counts(world, callback, now);
    if (callback.slot_at != kNever) {
      slots.take(callback.queue, callback.slot_at, callback.publishable);
    }
    if (is_final(callback.state)) continue;
    ++live;
    if (callback.publishable) ++publishable.at(static_cast<std::size_t>(callback.site));
  }
  CALLBACKD_CHECK(world.live_numbers.size() == live);
  CALLBACKD_CHECK(world.publishable_live == publishable);
  CALLBACKD_CHECK(world.slots == slots);
  for (auto const& queue : world.queues) queued -= queue.line.size();
  CALLBACKD_CHECK(queued == 0);
  for (auto const left : in_state) CALLBACKD_CHECK(left == 0);
  for (auto const& agent : world.roster.agents()) check_agent(world, agent);
  check_counts(world);
  if (world.timers.next() > now) check_matched(world, now);
}

}  // namespace callbackd::core
