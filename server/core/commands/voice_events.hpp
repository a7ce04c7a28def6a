// Handles what the voice gateway reports about legs. An event about an attempt that is over is
// ignored. Engine thread. Layer: commands.
//
// After a restart or a broken link, the snapshot makes core and gateway agree again. It lists all
// legs that live. A leg that the core knows and the snapshot does not have is treated as ended. A
// leg that the snapshot has and the core does not know is hung up (voice_events.cpp).
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

// Orders a snapshot. When it comes, legs that were ordered up to this step and are not in it count
// as ended.
void order_snapshot(Step& step);

AnswerBody handle(Step& step, VoiceEvent const& event);

}  // namespace callbackd::core
