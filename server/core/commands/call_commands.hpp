// What an agent does with a call: places, holds, resumes and ends it, and sends digits. Engine
// thread. The agent's leg comes first; hours are checked again before dialling. Layer: commands.
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

AnswerBody handle(Step& step, PlaceCall const& command);
AnswerBody handle(Step& step, EndCall const& command);
AnswerBody handle(Step& step, HoldCall const& command);
AnswerBody handle(Step& step, ResumeCall const& command);
AnswerBody handle(Step& step, SendDtmf const& command);
AnswerBody handle(Step& step, SendExtension const& command);

}  // namespace callbackd::core
