// What must always hold, and the whole state as text. For tests and simulation: linear or worse in
// everything. A broken invariant ends the process.
#pragma once
#include <string>

#include "core/world.hpp"

namespace callbackd::core {

void check_everything(World const& world, Instant now);
std::string render_world(World const& world, Instant now);

}  // namespace callbackd::core
