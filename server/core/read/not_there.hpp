// The refusals for a callback, interaction or offer that a request names and that is not there: it
// never was, it has ended, or it was left out. Engine thread. Reads the world and changes nothing.
// Layer: read.
#pragma once
#include "core/messages/view.hpp"
#include "core/state/world.hpp"

namespace callbackd::core {

Refusal unknown_callback(World const& world, base::CallbackId id);
// kWrongState with the callback's state, if it was this agent's and is one of the last that ended;
// else kNotFound.
Refusal no_interaction(World const& world, AgentId agent, base::InteractionId interaction);
// kOfferClosed with the outcome, if it was this agent's and is one of the last that ended; else
// kNotFound.
Refusal no_offer(World const& world, AgentId agent, base::OfferId offer);

}  // namespace callbackd::core
