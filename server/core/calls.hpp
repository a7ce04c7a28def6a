// What an agent does with a call, and what the voice gateway reports about it. Engine thread.
// The agent's leg comes first; hours are checked again before dialling.
#pragma once
#include "core/step.hpp"

namespace callbackd::core {

AnswerBody handle(Step& step, PlaceCall const& command);
AnswerBody handle(Step& step, EndCall const& command);
AnswerBody handle(Step& step, HoldCall const& command);
AnswerBody handle(Step& step, ResumeCall const& command);
AnswerBody handle(Step& step, SendDtmf const& command);
AnswerBody handle(Step& step, SendExtension const& command);
AnswerBody handle(Step& step, VoiceEvent const& event);

void ask_what_lives(
    Step& step);  // orders a snapshot: legs that were ordered before it and are not in it are gone

}  // namespace callbackd::core
