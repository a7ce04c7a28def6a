#include "core/call_work.hpp"

#include "base/check.hpp"
#include "core/agent_state.hpp"
#include "core/call_limit.hpp"
#include "core/interactions.hpp"
#include "core/retry.hpp"

namespace callbackd::core {
namespace {

bool lives(Leg const& leg) {
  return leg.state != LegState::kNone && leg.state != LegState::kEnded;
}

LegId leg_id(Callback const& callback, LegKind kind) {
  return {callback.attempt_id(), kind};
}

// What an end means that nobody decided yet.
void decide(Callback& callback, AttemptOutcome outcome, std::string cause) {
  auto& call = *callback.interaction->call;
  if (call.outcome) return;
  bool const answered = last_attempt(callback)->answered_at.has_value();
  call.outcome = answered ? AttemptOutcome::kAnswered : outcome;
  call.cause = std::move(cause);
}

void hang_up_living(Step& step, Callback& callback) {
  auto const& call = *callback.interaction->call;
  if (lives(call.contact)) step.order(HangUp{leg_id(callback, LegKind::kContact)});
  if (lives(call.agent)) step.order(HangUp{leg_id(callback, LegKind::kAgent)});
}

void close_attempt(Step& step, Callback& callback) {
  auto& call = *callback.interaction->call;
  auto& attempt = *last_attempt(callback);
  CALLBACKD_CHECK(!attempt.ended_at);
  attempt.ended_at = step.now;
  attempt.outcome = call.outcome.value_or(AttemptOutcome::kFailed);
  attempt.cause = call.cause;
  attempt.contact_dialled = call.contact.state != LegState::kNone;
  if (!*attempt.contact_dialled) call_never_left(step.world, attempt);
  step.records.put(attempt);
  // Who asked for the end did it, though the gateway's report comes later.
  auto const reported_by = std::exchange(step.by, std::move(call.ended_by));
  callback.interaction->call.reset();
  step.log(callback, EventType::kCallEnded,
           {{"attempt_number", static_cast<std::int64_t>(callback.attempt_number)},
            {"outcome", std::string{to_text(*attempt.outcome)}},
            {"cause", attempt.cause}});
  step.by = reported_by;
  step.interaction_changed(callback);
}

// The agent's own phone: before the contact was dialled it is the agent who could not be reached.
AttemptOutcome outcome_of_agent_leg(Call const& call) {
  return call.contact.state == LegState::kNone ? AttemptOutcome::kAgentUnreachable
                                               : AttemptOutcome::kCancelled;
}

}  // namespace

AttemptRow* last_attempt(Callback& callback) {
  if (!callback.extra || callback.extra->attempts.empty()) return nullptr;
  return &callback.extra->attempts.back();
}

void begin_end(Step& step, Callback& callback) {
  auto& call = *callback.interaction->call;
  if (call.ending) return;
  step.touch(callback);
  call.ending = true;
  call.ended_by = step.by;
  decide(callback, AttemptOutcome::kCancelled, "ended by the agent");
  hang_up_living(step, callback);
  step.interaction_changed(callback);
}

void end_call_now(Step& step, Callback& callback) {
  if (!callback.interaction->call) return;
  begin_end(step, callback);
  close_attempt(step, callback);
}

void attempt_over(Step& step, Callback& callback) {
  close_attempt(step, callback);
  if (retried(step, callback)) return;
  if (may_return_lost(*step.world.roster.find(callback.agent))) lose(step, callback);
}

void leg_ended(Step& step, Callback& callback, LegEnded const& event) {
  auto& call = *callback.interaction->call;
  bool const of_agent = event.leg.kind == LegKind::kAgent;
  auto& leg = of_agent ? call.agent : call.contact;
  if (!lives(leg)) return;  // ended before, or never dialled
  step.touch(callback);
  decide(callback, of_agent ? outcome_of_agent_leg(call) : event.outcome, event.cause);
  leg.state = LegState::kEnded;
  if (lives(call.agent) || lives(call.contact)) {
    if (!call.ending) hang_up_living(step, callback);
    call.ending = true;
    return step.interaction_changed(callback);
  }
  attempt_over(step, callback);
}

Instant after_call_work_ends(Callback const& callback) {
  if (!callback.interaction || callback.interaction->call || !callback.extra) return kNever;
  auto const limit = callback.interaction->settings->after_call_work_limit;
  auto const& attempts = callback.extra->attempts;
  if (limit.count() == 0 || attempts.empty()) return kNever;
  bool const in_this_one = attempts.back().interaction_number == callback.interaction_number;
  return in_this_one && attempts.back().ended_at ? *attempts.back().ended_at + limit : kNever;
}

}  // namespace callbackd::core
