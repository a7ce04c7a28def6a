// How an interaction ends, and where its callback goes then: done, given back, or its agent lost.
// Engine thread. Ends the call first, if there is one. Layer: rules.
#pragma once
#include "core/rules/step.hpp"
#include "core/state/transitions.hpp"

namespace callbackd::core {

void mark_done(Step& step, Callback& callback);
// Back to waiting without a decision of the agent about it: a customer who asked to cancel during a
// call has it so.
void give_back(Step& step, Callback& callback, InteractionOutcome outcome, Trigger trigger,
               ReturnTarget const& target);
// The agent is gone for good: back to the queue with note and disposition kept.
void lose(Step& step, Callback& callback);
// Mark Done by itself, once the limit of the after-call work is reached.
void after_call_work_over(Step& step, Callback& callback);
// The attempt is over: ready to call again, or gone from this agent, by the retry policy or because
// the agent is gone for good.
void attempt_over(Step& step, Callback& callback);

}  // namespace callbackd::core
