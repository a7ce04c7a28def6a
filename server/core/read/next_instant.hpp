// When a callback must be looked at again: the instant of its timer. Engine thread. Reads the world
// and changes nothing. Layer: read.
#pragma once
#include "core/state/world.hpp"

namespace callbackd::core {

// kNever: only when something happens to it. Early is allowed, late is not.
Instant next_instant(World const& world, Callback const& callback, Instant now);

}  // namespace callbackd::core
