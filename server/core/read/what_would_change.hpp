// When the reasons end that keep agents from a waiting callback. Asked for by a person who looks at
// one callback, so that groups may be walked. Engine thread. Reads the world and changes nothing.
// Layer: read.
#pragma once
#include <vector>

#include "core/messages/view.hpp"
#include "core/state/world.hpp"

namespace callbackd::core {

// What would have to change, for each of these reasons.
std::vector<ExplainView::Excluded> what_would_change(World const& world, Callback const& callback,
                                                     std::vector<Why::Excluded> const& excluded,
                                                     Instant now);

}  // namespace callbackd::core
