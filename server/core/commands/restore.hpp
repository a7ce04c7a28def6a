// Puts the core's world together from rows, and brings work in hand to its feet again at the start.
// Engine thread. Emits nothing but what starting up is meant to tell. Layer: commands.
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

void restore_world(World& world, SitePtr site, Restored const& restored);

AnswerBody handle(Step& step, StartUp const& command);

}  // namespace callbackd::core
