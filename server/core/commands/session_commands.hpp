// An agent logs in and out, loses the connection, is Ready or not: what becomes of the work in
// hand. Engine thread. Never offers anything: that is decided at the end of the step.
// Layer: commands.
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

void grace_ended(Step& step, AgentEntry& agent);  // its timer ran: the connection did not come back

AnswerBody handle(Step& step, OpenSession const& command);
AnswerBody handle(Step& step, LoseSession const& command);
AnswerBody handle(Step& step, CloseSession const& command);
AnswerBody handle(Step& step, SetAgentState const& command);

}  // namespace callbackd::core
