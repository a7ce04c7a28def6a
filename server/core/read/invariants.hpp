// What must always hold. For tests and simulation: linear or worse in everything. A broken
// invariant ends the process. Engine thread. Reads the world and changes nothing.
#pragma once
#include "core/state/world.hpp"

namespace callbackd::core {

void check_everything(World const& world, Instant now);

}  // namespace callbackd::core
