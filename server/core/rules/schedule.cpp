#include "core/rules/schedule.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "core/read/call_limit.hpp"
#include "core/read/reservations.hpp"
#include "core/rules/slot_booking.hpp"

namespace callbackd::core {
namespace {

constexpr std::chrono::seconds kReservationMin{60};

struct LaterTurn {
  Instant at;
  Cause cause{};
};

// Schedules the callback for a later instant, because it cannot be called now. It keeps its place
// and its count of offers. A reservation moves to the later time, too, and so does an expiry that
// the customer did not choose.
void wait_for(Step& step, Callback& callback, Trigger trigger, LaterTurn const& later) {
  step.touch(callback);
  if (callback.reserved_until != kNever && callback.reserved_until > step.now) {
    callback.reserved_until += later.at - step.now;
  }
  set_due(step, callback, later.at);
  if (!callback.not_after_given) set_expiry(step, callback, std::nullopt);
  change_state(step, callback, trigger, CallbackState::kScheduled);
  step.log(callback, EventType::kScheduled,
           {{"cause", std::string{to_text(later.cause)}}, {"due_at", callback.due_at}});
}

// If the callback's queue is closed or closes too soon, schedules the callback for the next opening
// and returns true. Returns false if nothing was done.
bool move_to_opening(Step& step, Callback& callback, Trigger trigger) {
  auto const& queue = step.world.queue_of(callback);
  if (queue.offerable(step.now)) return false;
  auto const opening = queue.next_opening(step.now);
  if (!opening) return false;  // the queue never opens: queued until it expires
  wait_for(step, callback, trigger, {*opening, Cause::kClosed});
  step.world.reposition(callback, [&] { callback.for_opening = true; });
  return true;
}

// If the callback's number has reached its limit of calls, schedules the callback for when the
// number may be dialled again, and returns true. Returns false if nothing was done.
bool move_to_callable(Step& step, Callback& callback, Trigger trigger) {
  if (callable_from(step.world, callback.phone, step.now) <= step.now) return false;
  wait_for(step, callback, trigger,
           {first_callable(step.world, callback, step.now), Cause::kLimitReached});
  return true;
}

// Reserves the callback for the last agent of its number, if the queue wants that and the callback
// is not reserved already.
void prefer_last_agent(Step& step, Callback& callback) {
  auto const& world = step.world;
  bool const named = callback.reserved_until != kNever && callback.reserved_until > step.now;
  if (named || !world.queue_of(callback).settings->prefer_last_agent) return;
  auto const* const last = world.last_agents.find(callback.phone);
  auto const* const agent = last ? world.roster.find(*last) : nullptr;
  if (!agent || !may_reserve(step, callback, *agent)) return;
  reserve(step, callback, agent->id, step.now);
}

// Queues the callback. queued_since and queue_entered_at are set only if they are not set yet, so
// that a callback that returns keeps its place. The last agent is looked up only if
// queue_entered_at was not set yet.
void enqueue(Step& step, Callback& callback, Trigger trigger) {
  if (callback.queue_entered_at == kNever) prefer_last_agent(step, callback);
  step.world.reposition(callback, [&] {
    if (callback.queued_since == kNever) callback.queued_since = step.now;
    if (callback.queue_entered_at == kNever) callback.queue_entered_at = step.now;
  });
  change_state(step, callback, trigger, CallbackState::kQueued);
  // A new callback needs no event of its own here, because its event `created` gets the state.
  if (trigger != Trigger::kPosted) {
    step.log(callback, EventType::kQueued,
             {{"queue", step.world.names.queues.name(callback.queue)}});
  }
  step.wake(callback);
}

void expire(Step& step, Callback& callback, Trigger trigger) {
  change_state(step, callback, trigger, CallbackState::kExpired);
  step.log(callback, EventType::kExpired);
}

}  // namespace

void change_state(Step& step, Callback& callback, Trigger trigger, CallbackState to) {
  // A new callback had no state before this one, though its member `state` has a default value.
  bool const begins = trigger == Trigger::kPosted;
  auto const from = begins ? std::nullopt : std::optional{callback.state};
  CALLBACKD_CHECK(is_allowed(from, trigger, to));
  step.touch(callback);
  step.world.reposition(callback, [&] {
    callback.state = to;
    callback.for_opening = false;
  });
  if (!is_final(to)) return;
  callback.ended_at = step.now;
  leave_slot(step, callback);
}

void set_due(Step& step, Callback& callback, Instant at) {
  step.touch(callback);
  step.world.reposition(callback, [&] {
    callback.due_at = at;
    callback.for_opening = false;
  });
}

void place(Step& step, Callback& callback, Trigger trigger) {
  step.touch(callback);
  if (callback.call) return enqueue(step, callback, trigger);
  if (trigger != Trigger::kPosted && callback.expires_at <= step.now) {
    // A posted callback cannot have expired: its window was checked in this step.
    return expire(step, callback, trigger);
  }
  if (callback.due_at > step.now) {
    change_state(step, callback, trigger, CallbackState::kScheduled);
    if (trigger == Trigger::kPosted) return;  // the event `created` has the state
    return step.log(callback, EventType::kScheduled, {{"due_at", callback.due_at}});
  }
  if (move_to_opening(step, callback, trigger)) return;
  if (move_to_callable(step, callback, trigger)) return;
  enqueue(step, callback, trigger);
}

void reconsider(Step& step, Callback& callback) {
  step.touch(callback);
  if (callback.call) return step.wake(callback);
  if (callback.expires_at <= step.now) return expire(step, callback, Trigger::kWindowPassed);
  if (callback.state == CallbackState::kScheduled) {
    if (callback.due_at <= step.now) place(step, callback, Trigger::kDue);
    return;
  }
  if (move_to_opening(step, callback, Trigger::kClosing)) return;
  if (move_to_callable(step, callback, Trigger::kCalledOften)) return;
  step.wake(callback);  // a target step began, or an exclusion or a reservation ended
}

void set_expiry(Step& step, Callback& callback, std::optional<Instant> not_after) {
  callback.not_after_given = not_after.has_value();
  callback.expires_at =
      not_after ? *not_after : callback.due_at + step.world.queue_of(callback).settings->lifetime;
}

void change_queue(Step& step, Callback& callback, QueueId queue) {
  if (callback.queue == queue) return;
  step.touch(callback);
  leave_slot(step, callback);  // of the queue that it leaves
  step.world.reposition(callback, [&] {
    callback.queue = queue;
    if (callback.queue_entered_at != kNever) callback.queue_entered_at = step.now;
  });
  clear_reservation(callback);
  callback.given_estimate = {};
}

bool may_reserve(Step const& step, Callback const& callback, AgentEntry const& agent) {
  return agent.settings && step.world.serves(agent, step.world.queue_of(callback)) &&
         !excluded(callback, agent.id, step.now);
}

void reserve(Step& step, Callback& callback, AgentId agent, Instant from) {
  auto const wanted = step.world.queue_of(callback).settings->preferred_agent;
  callback.reserved_agent = agent;
  callback.reserved_until = from + std::max(wanted, kReservationMin);
}

void clear_reservation(Callback& callback) {
  callback.reserved_agent = kNobody;
  callback.reserved_until = kNever;
}

void exclude(Step& step, Callback& callback, AgentId agent, std::chrono::seconds how_long) {
  if (how_long.count() <= 0) return;
  step.touch(callback);
  auto& exclusions = callback.extras().exclusions;
  std::erase_if(exclusions,
                [&](Exclusion const& old) { return old.agent == agent || old.until <= step.now; });
  exclusions.push_back({agent, step.now + how_long});
  step.records.put(
      ExclusionRow{callback.id, step.world.names.agents.name(agent), step.now + how_long});
}

void begin_anew(Step& step, Callback& callback) {
  step.touch(callback);
  step.world.reposition(callback, [&] {
    callback.queued_since = kNever;
    callback.queue_entered_at = kNever;
  });
  callback.offers_counted = 0;
  callback.given_estimate = {};
  clear_reservation(callback);
  if (!callback.extra || callback.extra->exclusions.empty()) return;
  callback.extra->exclusions.clear();
  step.records.clear_exclusions(callback.id);
}

}  // namespace callbackd::core
