// Moves callbacks after an update of the zone database. If a window was asked for in wall time, a
// newer database can give it other instants than before. Callbacks that wait for such a window are
// moved, a limited number of them in each step after a start. No timer runs until all are moved.
// Callbacks in an agent's hands are not moved. A callback that now waits for an opening, a retry or
// a limit keeps the time at which it is due. Engine thread. Layer: commands.
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

void restore_zone_moves(World& world, Restored const& restored);
// Moves the next callbacks (a limited number) whose windows are at other instants by the newer zone
// database. When none is left, records the version of this zone database.
void follow_zones(Step& step);

}  // namespace callbackd::core
