#include "core/rules/interaction_end.hpp"

#include "core/read/call_reads.hpp"
#include "core/rules/agent_state.hpp"
#include "core/rules/call_end.hpp"
#include "core/rules/interactions.hpp"
#include "core/rules/offers.hpp"
#include "core/rules/retry.hpp"
#include "core/rules/schedule.hpp"

namespace callbackd::core {

void mark_done(Step& step, Callback& callback) {
  auto const agent = callback.agent;
  bool const cancelled = callback.state == CallbackState::kCancelled;
  end_call_now(step, callback);
  close_interaction(step, callback,
                    cancelled ? InteractionOutcome::kCancelled : InteractionOutcome::kCompleted);
  if (!is_final(callback.state)) {
    change_state(step, callback, Trigger::kDone, CallbackState::kCompleted);
    step.log(callback, EventType::kCompleted);
    step.world.last_agents.use(callback.phone) = agent;
  }
  interaction_is_over(step, callback, agent);
}

void give_back(Step& step, Callback& callback, InteractionOutcome outcome, Trigger trigger,
               ReturnTarget const& target) {
  auto const settings = callback.interaction->settings;
  auto const agent = callback.agent;
  auto const where = target;  // a copy, because closing the interaction may destroy `target`
  end_call_now(step, callback);
  close_interaction(step, callback, outcome);
  bool const over = is_final(callback.state);
  if (!over && callback.cancel_requested) {
    change_state(step, callback, Trigger::kCancelled, CallbackState::kCancelled);
    step.log(callback, EventType::kCancelled);
  } else if (!over) {
    exclude(step, callback, agent, settings->exclusion);
    apply_return_target(step, callback, where);
    place(step, callback, trigger);
  }
  interaction_is_over(step, callback, agent);
}

void end_for_lost_agent(Step& step, Callback& callback) {
  bool const call_ends = callback.call != nullptr;
  end_call_now(step, callback);
  if (call_ends && apply_retry_policy(step, callback)) return;  // the retry policy decides about it
  give_back(step, callback, InteractionOutcome::kAgentLost, Trigger::kAgentLost,
            callback.interaction->settings->on_agent_lost);
}

void after_call_work_over(Step& step, Callback& callback) {
  if (after_call_work_ends(callback) > step.now) return;
  auto const& code = callback.interaction->settings->default_code;
  bool const asked = !is_final(callback.state);
  if (asked && callback.disposition == kNoCode && !code.empty()) {
    step.touch(callback);
    callback.disposition = step.world.names.codes.intern(code);
    step.log(callback, EventType::kDispositionSet);
  }
  mark_done(step, callback);
}

// Closes the attempt. After that, the retry policy comes first. If it does nothing with the
// callback, and the agent was lost during the call, the callback is given back now.
void attempt_over(Step& step, Callback& callback) {
  close_attempt(step, callback);
  if (apply_retry_policy(step, callback)) return;
  if (grace_is_over(*step.world.roster.find(callback.agent))) end_for_lost_agent(step, callback);
}

}  // namespace callbackd::core
