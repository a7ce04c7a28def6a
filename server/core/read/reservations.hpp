// For which agent a callback is kept, and which agents it is not offered to because they let it
// go. Engine thread. Reads one callback and changes nothing. Layer: read.
#pragma once
#include "core/state/callback.hpp"

namespace callbackd::core {

bool reserved_now(Callback const& callback, Instant now);
bool reserved_for_other(Callback const& callback, AgentId agent, Instant now);
bool excluded(Callback const& callback, AgentId agent, Instant now);

}  // namespace callbackd::core
