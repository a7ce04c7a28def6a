// When a callback must be looked at again: the instant of its timer. Step::finish() sets it after
// each step that touched the callback. Engine thread. Reads the world and changes nothing.
// Layer: read.
#pragma once
#include "core/state/world.hpp"

namespace callbackd::core {

// kNever: time alone changes nothing about it. An instant that is too early is allowed (the timer
// then does nothing); one that is too late is a fault.
Instant next_instant(World const& world, Callback const& callback, Instant now);

}  // namespace callbackd::core
