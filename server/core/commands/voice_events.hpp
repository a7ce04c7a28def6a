// What the voice gateway reports. Engine thread. An event about an attempt that is over is ignored.
// Layer: commands.
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

// Orders a snapshot: legs that were ordered before it and are not in it are gone.
void ask_what_lives(Step& step);

AnswerBody handle(Step& step, VoiceEvent const& event);

}  // namespace callbackd::core
