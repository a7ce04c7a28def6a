// Why a callback, an interaction or an offer that a request names is not there. Engine thread.
// Reads the world and changes nothing. Layer: read.
#pragma once
#include "core/messages/view.hpp"
#include "core/state/world.hpp"

namespace callbackd::core {

Refusal unknown_callback(World const& world, base::CallbackId id);
// Not found; wrong state when it was this agent's and ended not long ago.
Refusal no_interaction(World const& world, AgentId agent, base::InteractionId interaction);
// Not found; closed, and how, when it was this agent's and ended not long ago.
Refusal no_offer(World const& world, AgentId agent, base::OfferId offer);

}  // namespace callbackd::core
