#include "core/call_work.hpp"

#include "base/check.hpp"
#include "core/agent_state.hpp"
#include "core/call_limit.hpp"
#include "core/consultations.hpp"
#include "core/interactions.hpp"
#include "core/parties.hpp"
#include "core/retry.hpp"
#include "core/transfers.hpp"
#include "core/waiting_calls.hpp"

namespace callbackd::core {
namespace {

// What an end means that nobody decided yet. Of a call that is lost nobody knows how it ended.
void decide(Callback& callback, AttemptOutcome outcome, std::string cause) {
  auto& call = *callback.call;
  if (call.outcome) return;
  bool const answered = last_attempt(callback)->answered_at.has_value();
  bool const known = outcome != AttemptOutcome::kLost;
  call.outcome = answered && known ? AttemptOutcome::kAnswered : outcome;
  call.cause = std::move(cause);
}

void hang_up_living(Step& step, Callback& callback) {
  auto const& call = *callback.call;
  for (auto const* leg : {&call.contact, &call.agent}) {
    if (leg->lives()) step.order(HangUp{leg_id(callback, leg->number)});
  }
  all_leave(step, callback);
}

// The agent may take a call that waits.
void phone_is_free(Step& step, Callback const& callback) {
  auto* const agent = step.world.roster.find(callback.agent);
  if (agent && !step.world.calls_on_hold.empty()) step.touch(*agent);
}

constexpr std::chrono::minutes kToldAhead{5};

}  // namespace

void close_attempt(Step& step, Callback& callback) {
  auto& call = *callback.call;
  auto& attempt = *last_attempt(callback);
  CALLBACKD_CHECK(!attempt.ended_at);
  all_leave(step, callback);
  owner_ended(step, callback, kCallOver);
  attempt.ended_at = step.now;
  attempt.outcome = call.outcome.value_or(AttemptOutcome::kFailed);
  attempt.cause = call.cause;
  attempt.contact_dialled = call.contact.state != LegState::kNone;
  if (!*attempt.contact_dialled) call_never_left(step.world, attempt);
  attempt.on_hold = false;
  step.records.put(attempt);
  // Who asked for the end did it, though the gateway's report comes later.
  auto const reported_by = std::exchange(step.by, std::move(call.ended_by));
  callback.call.reset();
  phone_is_free(step, callback);
  step.log(callback, EventType::kCallEnded,
           {{"attempt_number", static_cast<std::int64_t>(callback.attempt_number)},
            {"outcome", std::string{to_text(*attempt.outcome)}},
            {"cause", attempt.cause}});
  step.by = reported_by;
  step.interaction_changed(callback);
}

namespace {

// The agent's own phone: before the contact was dialled it is the agent who could not be reached.
AttemptOutcome outcome_of_agent_leg(Call const& call, AttemptOutcome told) {
  if (told == AttemptOutcome::kLost) return told;
  return call.contact.state == LegState::kNone ? AttemptOutcome::kAgentUnreachable
                                               : AttemptOutcome::kCancelled;
}

// What was up has left, what was not could not be reached.
std::string outcome_of(PartyRow const& row, AttemptOutcome told) {
  return row.answered_at ? kLeft : std::string{to_text(told)};
}

// Somebody beside contact and owner.
void party_ended(Step& step, Callback& callback, LegEnded const& event) {
  auto const& party = *callback.call->find_party(event.leg.number);
  auto const role = party.row.role;
  auto const outcome = outcome_of(party.row, event.outcome);
  if (role == PartyRole::kConsulted) {
    return consulted_is_gone(step, callback, event.leg.number, outcome, event.cause);
  }
  leaves(step, callback, event.leg.number, outcome, event.cause);
  if (role == PartyRole::kTarget) call_owner_back(step, callback);
}

}  // namespace

AttemptRow* last_attempt(Callback& callback) {
  if (!callback.extra || callback.extra->attempts.empty()) return nullptr;
  return &callback.extra->attempts.back();
}

void acts(Step& step, Callback& callback) {
  step.by = "agent:" + step.world.names.agents.name(callback.agent);
  step.touch(callback);
  step.interaction_changed(callback);
}

Refusal wrong_call(Callback const& callback) {
  auto refusal = wrong_call_status(call_status(callback));
  if (callback.call && callback.call->ending) refusal.detail = "The call is being ended.";
  if (callback.call && callback.call->aside()) refusal.detail = "A consultation is open.";
  return refusal;
}

bool is_together(Callback const& callback) {
  if (!in_call(callback) || callback.call->aside()) return false;
  auto const& call = *callback.call;
  return call.agent.state == LegState::kUp && call.contact.state == LegState::kUp;
}

bool may_invite(Callback const& callback) {
  return is_together(callback) && !is_final(callback.state);
}

void set_status(Step& step, Callback& callback, CallStatus status) {
  callback.call->status = status;
  bool const on_hold = status == CallStatus::kOnHold;
  auto& attempt = *last_attempt(callback);
  if (attempt.on_hold == on_hold) return;
  attempt.on_hold = on_hold;
  step.records.put(attempt);
}

bool may_resume(Callback const& callback) {
  return is_together(callback) && call_status(callback) == CallStatus::kOnHold;
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

void begin_end(Step& step, Callback& callback) {
  auto& call = *callback.call;
  if (call.ending) return;
  step.touch(callback);
  call.ending = true;
  call.ended_by = step.by;
  decide(callback, AttemptOutcome::kCancelled, "ended by the agent");
  hang_up_living(step, callback);
  step.interaction_changed(callback);
}

void end_call_now(Step& step, Callback& callback) {
  if (!callback.call) return;
  begin_end(step, callback);
  close_attempt(step, callback);
}

void attempt_over(Step& step, Callback& callback) {
  close_attempt(step, callback);
  if (retried(step, callback)) return;
  if (may_return_lost(*step.world.roster.find(callback.agent))) lose(step, callback);
}

void leg_ended(Step& step, Callback& callback, LegEnded const& event) {
  auto& call = *callback.call;
  auto* const leg = call.find_leg(event.leg.number);
  if (!leg || !leg->lives()) return;  // ended before, or never dialled
  step.touch(callback);
  leg->state = LegState::kEnded;
  bool const of_contact = leg == &call.contact;
  bool const of_owner = leg == &call.agent;
  if (!of_contact && !of_owner) return party_ended(step, callback, event);
  // Who took the call over cannot be reached: the contact is still there.
  bool const never_came = of_owner && call.owner && !call.owner->answered_at;
  bool const waits = never_came && call.contact.state == LegState::kUp;
  if (of_owner && call.owner && !call.ending) {
    owner_ended(step, callback, outcome_of(*call.owner, event.outcome), event.cause);
  }
  if (of_owner && !call.ending && left_to_heir(step, callback)) return;
  if (waits && !call.ending && !is_final(callback.state)) {
    return wait_for_agent(step, callback, {}, "agent_unreachable");
  }
  decide(callback, of_owner ? outcome_of_agent_leg(call, event.outcome) : event.outcome,
         event.cause);
  if (call.agent.lives() || call.contact.lives()) {
    if (!call.ending) hang_up_living(step, callback);
    call.ending = true;
    return step.interaction_changed(callback);
  }
  if (!callback.interaction) return abandoned(step, callback);
  attempt_over(step, callback);
}

Instant consultation_ends(Callback const& callback) {
  auto const* const party = in_call(callback) ? callback.call->aside() : nullptr;
  return party ? party->deadline : kNever;
}

Instant end_is_told(Callback const& callback) {
  if (!in_call(callback) || callback.call->told_of_end) return kNever;
  auto const ends_at = callback.call->ends_at();
  return ends_at == kNever ? kNever : ends_at - kToldAhead;
}

void tell_of_end(Step& step, Callback& callback) {
  if (end_is_told(callback) > step.now) return;
  callback.call->told_of_end = true;
  step.interaction_changed(callback);
}

bool hears(Callback const& callback, LegNumber number) {
  if (!in_call(callback)) return false;
  if (number == LegNumber::kContact) return call_status(callback) == CallStatus::kConnected;
  auto const* const party = callback.call->find_party(number);
  return party && party->talks();
}

std::string const* extension_of(Callback const& callback, LegNumber number) {
  if (number == LegNumber::kContact) {
    bool const called = callback.extra && !callback.extra->attempts.empty();
    return called ? &callback.extra->attempts.back().extension : nullptr;
  }
  auto const* const party = callback.call ? callback.call->find_party(number) : nullptr;
  return party ? &party->row.extension : nullptr;
}

bool may_send_extension(Callback const& callback) {
  if (!in_call(callback)) return false;
  auto const can = [&](LegNumber number) {
    auto const* const extension = extension_of(callback, number);
    return extension && !extension->empty() && hears(callback, number);
  };
  auto const& parties = callback.call->parties;
  return can(LegNumber::kContact) ||
         std::any_of(parties.begin(), parties.end(),
                     [&](Party const& party) { return can(party.leg.number); });
}

Instant after_call_work_ends(Callback const& callback) {
  if (!callback.interaction || callback.call || !callback.extra) return kNever;
  auto const limit = callback.interaction->settings->after_call_work_limit;
  auto const& attempts = callback.extra->attempts;
  if (limit.count() == 0 || attempts.empty()) return kNever;
  bool const in_this_one = attempts.back().interaction_number == callback.interaction_number;
  return in_this_one && attempts.back().ended_at ? *attempts.back().ended_at + limit : kNever;
}

}  // namespace callbackd::core
