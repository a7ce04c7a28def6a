// A callback in one agent's hands, from accept to Mark Done: note, disposition, reschedule,
// release. Engine thread. Calls inside it are in calls.hpp.
#pragma once
#include "core/step.hpp"

namespace callbackd::core {

// The callback whose open interaction this is, in this agent's hands; nullptr: no such one.
Callback* find_interaction(Step& step, AgentId agent, base::InteractionId interaction);
// Not found; wrong state when it was this agent's and ended not long ago.
Refusal no_interaction(Step const& step, AgentId agent, base::InteractionId interaction);
Refusal call_in_progress();

// Closes it without moving the callback: the caller says where it goes. `cause`: why the server
// did.
void close_interaction(Step& step, Callback& callback, InteractionOutcome outcome,
                       std::string const& cause = {});
// The agent is gone for good: back to the queue with note and disposition kept.
void lose(Step& step, Callback& callback);
void after_call_work_over(Step& step,
                          Callback& callback);  // Mark Done by itself, once its limit is reached

AnswerBody handle(Step& step, GetInteraction const& command);
AnswerBody handle(Step& step, SetDisposition const& command);
AnswerBody handle(Step& step, SetNote const& command);
AnswerBody handle(Step& step, MarkDone const& command);
AnswerBody handle(Step& step, ReleaseInteraction const& command);
AnswerBody handle(Step& step, RescheduleInteraction const& command);

}  // namespace callbackd::core
