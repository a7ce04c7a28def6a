// The end of an interaction. Afterwards its callback is done, or is given back and waits again, or
// the retry policy decides about it. If a call is in progress, it is ended first. Engine thread.
// Layer: rules.
#pragma once
#include "core/rules/step.hpp"
#include "core/state/transitions.hpp"

namespace callbackd::core {

void mark_done(Step& step, Callback& callback);
// Ends the interaction and gives the callback back: it waits again, at its return target. There are
// two exceptions. If the customer asked to cancel during the call, the callback is cancelled. If
// the callback is final already, it stays as it is.
void give_back(Step& step, Callback& callback, InteractionOutcome outcome, Trigger trigger,
               ReturnTarget const& target);
// Called when the agent is lost: the grace (the time to reconnect) is over, or the agent logged
// out. Gives the callback back as give_back() does, to the return target on_agent_lost of its
// queue. But if this ends a call and the retry policy takes the callback, the policy decides. Note
// and disposition are kept.
void end_for_lost_agent(Step& step, Callback& callback);
// Marks the interaction done when the time for after-call work is over. Before that it does
// nothing.
void after_call_work_over(Step& step, Callback& callback);
// Called when the last leg of the attempt has ended; closes the attempt. The interaction ends only
// if the retry policy takes the callback, or if its agent is lost.
void attempt_over(Step& step, Callback& callback);

}  // namespace callbackd::core
