// The commands of an agent about a call: place it, put it on hold, resume it, end it, and send
// digits. When a call is placed, the agent's phone is dialled first. The contact is dialled when
// the agent has answered. Office hours, dialling rules and limits are checked before dialling.
// Engine thread. Layer: commands.
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
