// Starts a consultation. Then handles the acts of the agent who asked and of the agent who was
// asked: accept, decline, end, transfer, conference. Engine thread. Layer: commands.
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

AnswerBody handle(Step& step, StartConsultation const& command);
AnswerBody handle(Step& step, ActOnConsultation const& command);

}  // namespace callbackd::core
