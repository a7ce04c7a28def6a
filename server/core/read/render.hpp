// Writes the whole state as text, for tests that compare two worlds. Engine thread. Reads the world
// and changes nothing. Layer: read.
#pragma once
#include <string>

#include "core/state/world.hpp"

namespace callbackd::core {

std::string render_world(World const& world, Instant now);

}  // namespace callbackd::core
