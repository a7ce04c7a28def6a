// An agent logs in or out, loses the connection, becomes Ready or Not Ready; and what happens to
// the work in hand then. Offers are opened at the end of the step, not here. Engine thread. Layer:
// commands.
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

// The agent's timer ran: the agent did not come back within the grace.
void grace_ended(Step& step, AgentEntry& agent);

AnswerBody handle(Step& step, OpenSession const& command);
AnswerBody handle(Step& step, SessionLost const& command);
AnswerBody handle(Step& step, CloseSession const& command);
AnswerBody handle(Step& step, SetAgentState const& command);

}  // namespace callbackd::core
