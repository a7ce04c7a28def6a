// Reservation: for a time, a callback is for one agent alone. Exclusion: for a time, an agent who
// let a callback go is not offered it again. Engine thread. Reads one callback and changes nothing.
// Layer: read.
#pragma once
#include "core/state/callback.hpp"

namespace callbackd::core {

bool reserved_now(Callback const& callback, Instant now);
bool reserved_for_other(Callback const& callback, AgentId agent, Instant now);
bool excluded(Callback const& callback, AgentId agent, Instant now);

}  // namespace callbackd::core
