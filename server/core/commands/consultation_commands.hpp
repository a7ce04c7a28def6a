// The commands of a consultation (the owner of a call asks a colleague or somebody outside, while
// the contact hears music). One command starts it. The other has the acts of the owner and of the
// agent who was asked: accept, decline, end, transfer, conference. Engine thread. Layer: commands.
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

AnswerBody handle(Step& step, StartConsultation const& command);
AnswerBody handle(Step& step, ActOnConsultation const& command);

}  // namespace callbackd::core
