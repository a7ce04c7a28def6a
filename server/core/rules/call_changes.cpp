#include "core/rules/call_changes.hpp"

#include "core/read/call_reads.hpp"

namespace callbackd::core {

void begin_change_by_agent(Step& step, Callback& callback) {
  step.by = actor_text(Actor::Kind::kAgent, step.world.names.agents.name(callback.agent));
  step.touch(callback);
  step.interaction_changed(callback);
}

void set_status(Step& step, Callback& callback, CallStatus status) {
  callback.call->status = status;
  bool const on_hold = status == CallStatus::kOnHold;
  auto& attempt = *last_attempt(callback);
  if (attempt.on_hold == on_hold) return;
  attempt.on_hold = on_hold;
  step.records.put(attempt);
}

void hold(Step& step, Callback& callback) {
  set_status(step, callback, CallStatus::kOnHold);
  step.order(Hold{leg_id(callback, LegNumber::kContact)});
  step.log(callback, EventType::kCallHeld);
}

void resume(Step& step, Callback& callback) {
  set_status(step, callback, CallStatus::kConnected);
  step.order(Join{leg_id(callback, LegNumber::kContact), MixNumber::kCall});
  step.log(callback, EventType::kCallResumed);
}

void tell_of_end(Step& step, Callback& callback) {
  if (end_warning_at(callback) > step.now) return;
  callback.call->told_of_end = true;
  step.interaction_changed(callback);
}

}  // namespace callbackd::core
