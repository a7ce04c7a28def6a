// For each reason why agents may not have a waiting callback: finds when the reason ends, if time
// ends it. The search can be slow, because it looks at groups of agents one by one. This is
// acceptable, because it is done only when a supervisor asks about one callback (explain). Engine
// thread. Reads the world and changes nothing. Layer: read.
#pragma once
#include <vector>

#include "core/messages/view.hpp"
#include "core/state/world.hpp"

namespace callbackd::core {

// Returns the reasons of `excluded`, each with the time at which it ends (`until`). A reason that
// is a missing skill also gets the highest level that available agents have.
std::vector<ExplainView::Excluded> what_would_change(World const& world, Callback const& callback,
                                                     std::vector<Why::Excluded> const& excluded,
                                                     Instant now);

}  // namespace callbackd::core
