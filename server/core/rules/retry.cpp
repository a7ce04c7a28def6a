#include "core/rules/retry.hpp"

#include "core/read/retry_policy.hpp"
#include "core/read/views.hpp"
#include "core/rules/interactions.hpp"
#include "core/rules/schedule.hpp"
#include "core/rules/slot_booking.hpp"

namespace callbackd::core {
namespace {

void carry_out(Step&, Callback&, AgentDecides const&) {}

void carry_out(Step& step, Callback& callback, GiveUp const& decision) {
  close_interaction(step, callback, InteractionOutcome::kRevoked, Cause::kRetry);
  change_state(step, callback, Trigger::kRetried, CallbackState::kFailed);
  step.log(callback, EventType::kFailed, {{"cause", std::string{to_text(decision.cause)}}});
}

void carry_out(Step& step, Callback& callback, CancelAsAsked const&) {
  close_interaction(step, callback, InteractionOutcome::kCancelled, Cause::kRetry);
  change_state(step, callback, Trigger::kCancelled, CallbackState::kCancelled);
  step.log(callback, EventType::kCancelled);
}

void carry_out(Step& step, Callback& callback, CallAgain const& decision) {
  close_interaction(step, callback, InteractionOutcome::kRescheduled, Cause::kRetry);
  begin_anew(step, callback);
  leave_slot(step, callback);
  set_due(step, callback, decision.at);
  if (!callback.not_after_given) set_expiry(step, callback, std::nullopt);
  place(step, callback, Trigger::kRetried);
}

}  // namespace

bool apply_retry_policy(Step& step, Callback& callback) {
  auto const decision = after_attempt(step.world, callback);
  if (std::holds_alternative<AgentDecides>(decision)) return false;
  // Before the interaction is closed, tells the agent how the call ended. The later message about
  // the closing has only the outcome of the interaction.
  auto const agent = callback.agent;
  step.notify(agent, InteractionUpdated{interaction_view(step.world, callback)});
  std::visit([&](auto const& act) { carry_out(step, callback, act); }, decision);
  interaction_is_over(step, callback, agent);
  return true;
}

}  // namespace callbackd::core
