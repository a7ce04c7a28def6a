#include "core/rules/call_end.hpp"

#include <utility>

#include "base/check.hpp"
#include "core/read/call_reads.hpp"
#include "core/rules/call_counts.hpp"
#include "core/rules/parties.hpp"

namespace callbackd::core {
namespace {

void hang_up_living(Step& step, Callback& callback) {
  auto const& call = *callback.call;
  for (auto const* leg : {&call.contact, &call.agent}) {
    if (leg->lives()) step.order(HangUp{leg_id(callback, leg->number)});
  }
  remove_all_parties(step, callback);
}

// Called when the agent's phone has become free. The agent can now take a call that waits on hold.
// Touching the agent makes matching look at this agent.
void phone_became_free(Step& step, Callback const& callback) {
  auto* const agent = step.world.roster.find(callback.agent);
  if (agent && !step.world.calls_on_hold.empty()) step.touch(*agent);
}

}  // namespace

// An outcome kLost stays kLost even if the contact had answered, because then nobody knows how the
// call ended.
void decide_outcome(Callback& callback, AttemptOutcome outcome, std::string cause) {
  auto& call = *callback.call;
  if (call.outcome) return;
  bool const answered = last_attempt(callback)->answered_at.has_value();
  bool const known = outcome != AttemptOutcome::kLost;
  call.outcome = answered && known ? AttemptOutcome::kAnswered : outcome;
  call.cause = std::move(cause);
}

// Closes the attempt. The order matters. First the parties are removed and the owner's row gets its
// end, because both need callback.call. Then the attempt's row is written. Then the call is
// removed, which makes the agent's phone free. The event comes last.
void close_attempt(Step& step, Callback& callback) {
  auto& call = *callback.call;
  auto& attempt = *last_attempt(callback);
  CALLBACKD_CHECK(!attempt.ended_at);
  remove_all_parties(step, callback);
  owner_ended(step, callback, to_text(PartyEnd::kCallOver));
  attempt.ended_at = step.now;
  attempt.outcome = call.outcome.value_or(AttemptOutcome::kFailed);
  attempt.cause = call.cause;
  attempt.contact_dialled = call.contact.state != LegState::kNone;
  if (!*attempt.contact_dialled) call_never_left(step.world, attempt);
  attempt.on_hold = false;
  step.records.put(attempt);
  // The author of the event is whoever asked for the end. The present step can be a later one, for
  // example the gateway's report that the last leg ended. So the author was kept in `ended_by`.
  auto const reported_by = std::exchange(step.by, std::move(call.ended_by));
  callback.call.reset();
  phone_became_free(step, callback);
  step.log(callback, EventType::kCallEnded,
           {{"attempt_number", static_cast<std::int64_t>(callback.attempt_number)},
            {"outcome", std::string{to_text(*attempt.outcome)}},
            {"cause", attempt.cause}});
  step.by = reported_by;
  step.interaction_changed(callback);
}

void start_ending(Step& step, Callback& callback) {
  auto& call = *callback.call;
  if (call.ending) return;
  step.touch(callback);
  call.ending = true;
  call.ended_by = step.by;
  decide_outcome(callback, AttemptOutcome::kCancelled, "ended by the agent");
  hang_up_living(step, callback);
  step.interaction_changed(callback);
}

void end_call_now(Step& step, Callback& callback) {
  if (!callback.call) return;
  start_ending(step, callback);
  close_attempt(step, callback);
}

void end_what_is_left(Step& step, Callback& callback) {
  auto& call = *callback.call;
  if (!call.ending) hang_up_living(step, callback);
  call.ending = true;
  step.interaction_changed(callback);
}

}  // namespace callbackd::core
