// Reservation: a callback is for one agent alone for a time. Exclusion: an agent who let it go is
// not offered it for a time. Engine thread. Reads one callback and changes nothing. Layer: read.
#pragma once
#include "core/state/callback.hpp"

namespace callbackd::core {

bool reserved_now(Callback const& callback, Instant now);
bool reserved_for_other(Callback const& callback, AgentId agent, Instant now);
bool excluded(Callback const& callback, AgentId agent, Instant now);

}  // namespace callbackd::core
