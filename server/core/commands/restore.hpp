// The start of the core. restore_world() builds the world from the rows that storage read back.
// Then the command StartUp continues the work. It rescinds open offers, sets all timers, and asks
// the gateway which legs live. It also starts the grace of agents anew (the time in which an agent
// who lost the connection may come back). Engine thread. Layer: commands.
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

void restore_world(World& world, SitePtr site, Restored const& restored);

AnswerBody handle(Step& step, StartUp const& command);

}  // namespace callbackd::core
