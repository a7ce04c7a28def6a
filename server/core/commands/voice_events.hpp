// Handles what the voice gateway reports about legs. An event about an attempt that is over is
// ignored. Engine thread. Layer: commands.
//
// After a restart or a broken link, the snapshot makes core and gateway agree again. It lists all
// legs that live. A leg that was ordered before the snapshot was asked for, and that the snapshot
// does not have, is treated as ended. A leg that the snapshot has and that the core does not count
// as live is hung up. There is one exception: legs of callbacks that were left out at the start are
// left alone.
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

// Orders a snapshot. When the snapshot comes, it is compared with the legs that the core counts as
// live. If the snapshot does not have one of these legs, the leg counts as ended, but only if it
// was ordered in this step or an earlier one.
void order_snapshot(Step& step);

AnswerBody handle(Step& step, VoiceEvent const& event);

}  // namespace callbackd::core
