// Puts a site definition into the world: its names become numbers, and queues and agents get their
// settings. A queue that is not in the definition any more keeps its last settings. An agent who is
// not in the definition any more loses the settings. Engine thread. Layer: state.
#pragma once
#include <string>

#include "core/state/world.hpp"

namespace callbackd::core {

void compile_site(World& world, SitePtr site);
// The entry of a queue that a row names. If no definition in this process had the queue, it gets
// default settings, and any agent with the role agent may take its callbacks (QueueEntry::unknown).
QueueEntry& queue_named(World& world, std::string const& name);

}  // namespace callbackd::core
