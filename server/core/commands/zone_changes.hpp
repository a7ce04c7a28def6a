// A newer zone database may give a window that was asked for in wall time other instants than
// before. Callbacks that wait for such a window are moved: a limited number in each step after a
// start, and no timer runs until all are moved. Callbacks in an agent's hands, and those that wait
// for something else by now (an opening, a retry, a limit), are not moved. Engine thread. Layer:
// commands.
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

void restore_zone_moves(World& world, Restored const& restored);
// Moves some of those that are left. With the last one, the version of the database is recorded.
void follow_zones(Step& step);

}  // namespace callbackd::core
