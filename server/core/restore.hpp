// Puts the core's world together: from rows at start, and from a site definition at start and
// whenever one is adopted. Engine thread. Emits nothing but what adopting and starting up are meant
// to tell.
#pragma once
#include "core/step.hpp"

namespace callbackd::core {

void compile_site(World& world, SitePtr site);
// A name that only rows know gets an entry with default settings.
QueueEntry& queue_named(World& world, std::string const& name);
void restore_world(World& world, SitePtr site, Restored const& restored);

AnswerBody handle(Step& step, StartUp const& command);
AnswerBody handle(Step& step, AdoptDefinition const& command);

}  // namespace callbackd::core
