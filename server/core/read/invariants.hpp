// Checks the invariants of the core: what must hold after each step. For tests and simulation only,
// because it looks at every callback and every pair of agent and callback. A broken invariant ends
// the process. Engine thread. Reads the world and changes nothing. Layer: read.
#pragma once
#include "core/state/world.hpp"

namespace callbackd::core {

void check_everything(World const& world, Instant now);

}  // namespace callbackd::core
