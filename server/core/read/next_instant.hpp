// Says when a callback must be looked at again: the instant of its timer. Step::finish() sets this
// timer after each step that touched the callback. Engine thread. Reads the world and changes
// nothing. Layer: read.
#pragma once
#include "core/state/world.hpp"

namespace callbackd::core {

// The instant of the callback's timer. kNever: time alone changes nothing about the callback. If
// the instant is too early, the timer does nothing. It must never be too late.
Instant next_instant(World const& world, Callback const& callback, Instant now);

}  // namespace callbackd::core
