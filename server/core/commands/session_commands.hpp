// An agent logs in or out, loses the connection, or becomes Ready or Not Ready. This file also
// decides what happens then to the agent's work (open offers and interactions). These functions
// open no offers, because matching opens them at the end of the step. Engine thread. Layer:
// commands.
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

// Called when the agent's timer ran: the agent did not come back within the grace (the time that an
// agent who lost the connection has to come back).
void grace_ended(Step& step, AgentEntry& agent);

AnswerBody handle(Step& step, OpenSession const& command);
AnswerBody handle(Step& step, SessionLost const& command);
AnswerBody handle(Step& step, CloseSession const& command);
AnswerBody handle(Step& step, SetAgentState const& command);

}  // namespace callbackd::core
