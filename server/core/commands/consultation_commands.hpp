// Starts a consultation, and handles what the agent who asked and the agent who was asked do with
// it: accept, decline, end, transfer, conference. Engine thread. Layer: commands.
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

AnswerBody handle(Step& step, StartConsultation const& command);
AnswerBody handle(Step& step, ActOnConsultation const& command);

}  // namespace callbackd::core
