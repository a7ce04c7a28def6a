// Handles what the voice gateway reports about legs. An event about an attempt that is over is
// ignored. Engine thread. Layer: commands.
//
// The snapshot makes core and gateway agree again, after a restart or a broken link: it lists all
// legs that live. Legs that the core knows and the snapshot does not have ended; legs that it has
// and the core does not know are hung up (voice_events.cpp).
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

// Orders a snapshot. Legs that were ordered up to this step and are not in the snapshot have ended.
void order_snapshot(Step& step);

AnswerBody handle(Step& step, VoiceEvent const& event);

}  // namespace callbackd::core
