// Finds when each reason ends for which agents may not have a waiting callback, if time ends it. It
// may look at all groups of agents, because it is called only when a supervisor asks about one
// callback (explain). Engine thread. Reads the world and changes nothing. Layer: read.
#pragma once
#include <vector>

#include "core/messages/view.hpp"
#include "core/state/world.hpp"

namespace callbackd::core {

// Returns the reasons of `excluded`, each with when it ends (`until`). For a skill, also with the
// highest level that available agents have.
std::vector<ExplainView::Excluded> what_would_change(World const& world, Callback const& callback,
                                                     std::vector<Why::Excluded> const& excluded,
                                                     Instant now);

}  // namespace callbackd::core
