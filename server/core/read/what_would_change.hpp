// For each reason why agents may not have a waiting callback: finds when the reason ends, if time
// ends it. The search can be slow, because it looks at groups of agents one by one. This is
// acceptable, because it is done only when a supervisor asks about one callback (explain). Engine
// thread. Reads the world and changes nothing. Layer: read.
#pragma once
#include <vector>

#include "core/messages/view.hpp"
#include "core/state/world.hpp"

namespace callbackd::core {

// Explains each entry of `excluded`, which is one reason why agents may not have the callback. The
// result has the same entries, in the same order. `until` is added where time ends the reason. For
// a missing skill, `highest_level` is added (see ExplainView::Excluded).
std::vector<ExplainView::Excluded> what_would_change(World const& world, Callback const& callback,
                                                     std::vector<Why::Excluded> const& excluded,
                                                     Instant now);

}  // namespace callbackd::core
