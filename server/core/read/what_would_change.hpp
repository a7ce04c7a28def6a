// For each reason that keeps agents from a waiting callback: when it ends, as far as time ends it.
// A supervisor asks for it about one callback (explain), so it may look at all groups of agents.
// Engine thread. Reads the world and changes nothing. Layer: read.
#pragma once
#include <vector>

#include "core/messages/view.hpp"
#include "core/state/world.hpp"

namespace callbackd::core {

// The same reasons, each with when it ends (`until`) and, for a skill, with the highest level that
// agents have.
std::vector<ExplainView::Excluded> what_would_change(World const& world, Callback const& callback,
                                                     std::vector<Why::Excluded> const& excluded,
                                                     Instant now);

}  // namespace callbackd::core
