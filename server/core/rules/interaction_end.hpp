// The end of an interaction, and where its callback goes then: done, given back, or its agent is
// lost. Ends the call first, if there is one. Engine thread. Layer: rules.
#pragma once
#include "core/rules/step.hpp"
#include "core/state/transitions.hpp"

namespace callbackd::core {

void mark_done(Step& step, Callback& callback);
// The callback waits again, at its return target. But if the customer asked to cancel during the
// call, it is cancelled instead.
void give_back(Step& step, Callback& callback, InteractionOutcome outcome, Trigger trigger,
               ReturnTarget const& target);
// The agent is lost (the grace is over, or logged out): the callback goes where on_agent_lost says.
// Note and disposition are kept.
void agent_lost(Step& step, Callback& callback);
// Marks it done when the limit of the after-call work is reached; before that it does nothing.
void after_call_work_over(Step& step, Callback& callback);
// The last leg of the attempt has ended: closes it. The interaction goes on, unless the retry
// policy takes the callback or its agent is lost.
void attempt_over(Step& step, Callback& callback);

}  // namespace callbackd::core
