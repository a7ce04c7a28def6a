#include "core/rules/waiting_calls.hpp"

#include "core/read/call_limit.hpp"
#include "core/read/call_reads.hpp"
#include "core/rules/call_changes.hpp"
#include "core/rules/call_end.hpp"
#include "core/rules/interactions.hpp"
#include "core/rules/offers.hpp"
#include "core/rules/parties.hpp"
#include "core/rules/schedule.hpp"
#include "core/rules/slot_booking.hpp"

namespace callbackd::core {
namespace {

// In a queue with abandoned = "retry", a contact who hung up while waiting is called again. The
// time until then is that of the queue's retry rule for "no answer". If the queue has no such rule,
// the time is kRetryDelay.
constexpr std::chrono::seconds kRetryDelay{300};

void call_again(Step& step, Callback& callback, std::chrono::seconds delay) {
  begin_anew(step, callback);
  leave_slot(step, callback);
  set_due(step, callback, first_callable(step.world, callback, step.now + delay));
  if (!callback.not_after_given) set_expiry(step, callback, std::nullopt);
  place(step, callback, Trigger::kAbandoned);
}

}  // namespace

// Makes the contact wait for another agent. The order matters. Owner and parties leave while the
// interaction is open, because its agent must be notified. The agent is excluded before the return
// target is followed. calls_on_hold gets the callback before place() queues it.
void wait_for_agent(Step& step, Callback& callback, ReturnTarget const& target,
                    std::optional<Cause> cause) {
  auto const settings = callback.interaction->settings;
  auto const agent = callback.agent;
  auto const where = target;  // a copy, because closing the interaction may destroy `target`
  step.order(Hold{leg_id(callback, LegNumber::kContact)});
  owner_leaves(step, callback);
  remove_all_parties(step, callback);
  set_status(step, callback, CallStatus::kOnHold);
  close_interaction(step, callback,
                    cause ? InteractionOutcome::kReleased : InteractionOutcome::kTransferred,
                    cause);
  exclude(step, callback, agent, settings->exclusion);
  clear_reservation(callback);
  apply_return_target(step, callback, where);
  step.world.calls_on_hold.insert(callback.id);
  place(step, callback, Trigger::kTransferred);
  interaction_is_over(step, callback, agent);
}

void pick_up(Step& step, Callback& callback) {
  step.world.calls_on_hold.erase(callback.id);
  auto& attempt = *last_attempt(callback);
  attempt.interaction_number = callback.interaction_number;
  step.records.put(attempt);
  begin_owner_leg(step, callback);
}

void hang_up(Step& step, Callback& callback) {
  step.world.calls_on_hold.erase(callback.id);
  end_call_now(step, callback);
}

void abandoned(Step& step, Callback& callback) {
  if (callback.offer) rescind(step, callback);
  step.world.calls_on_hold.erase(callback.id);
  close_attempt(step, callback);
  if (callback.cancel_requested) {
    change_state(step, callback, Trigger::kCancelled, CallbackState::kCancelled);
    return step.log(callback, EventType::kCancelled);
  }
  // The contact did not hang up, but was cut off by this server or the gateway. The contact is
  // called again without a delay.
  if (last_attempt(callback)->outcome == AttemptOutcome::kLost) {
    return call_again(step, callback, std::chrono::seconds{0});
  }
  auto const& settings = *step.world.queue_of(callback).settings;
  if (settings.abandoned == AbandonedPolicy::kRetry) {
    auto const rule = settings.retries.find(AttemptOutcome::kNoAnswer);
    return call_again(step, callback,
                      rule == settings.retries.end() ? kRetryDelay : rule->second.after);
  }
  change_state(step, callback, Trigger::kAbandoned, CallbackState::kFailed);
  step.log(callback, EventType::kFailed, {{"cause", std::string{to_text(Cause::kAbandoned)}}});
}

}  // namespace callbackd::core
