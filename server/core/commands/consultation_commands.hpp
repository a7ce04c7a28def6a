// An agent asks somebody aside, and both act on it. Engine thread. Layer: commands.
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

AnswerBody handle(Step& step, StartConsultation const& command);
AnswerBody handle(Step& step, ActOnConsultation const& command);

}  // namespace callbackd::core
