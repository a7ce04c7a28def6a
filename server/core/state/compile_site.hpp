// From a site definition's names to numbers. What the definition does not name any more keeps its
// last settings. Engine thread. Layer: state.
#pragma once
#include <string>

#include "core/state/world.hpp"

namespace callbackd::core {

void compile_site(World& world, SitePtr site);
// A name that only rows know gets an entry with default settings.
QueueEntry& queue_named(World& world, std::string const& name);

}  // namespace callbackd::core
