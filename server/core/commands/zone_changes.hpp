// A newer zone database says that a window which was asked for in wall time is another instant than
// before: what waits for it is moved, a few each step, before any timer runs. Engine thread. Never
// moves what an agent has, nor what waits for something else by now.
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

void restore_zone_moves(World& world, Restored const& restored);
// Some of those that are left; with the last ones the database is remembered.
void follow_zones(Step& step);

}  // namespace callbackd::core
