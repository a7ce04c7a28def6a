// Makes the refusals for a callback, interaction or offer that a request names and that does not
// exist. It never existed, has ended, or belongs to a callback that was left out at the start.
// Engine thread. Reads the world and changes nothing. Layer: read.
#pragma once
#include "core/messages/view.hpp"
#include "core/state/world.hpp"

namespace callbackd::core {

Refusal unknown_callback(World const& world, base::CallbackId id);
// The answer is kWrongState with the callback's state if this agent had the interaction and it
// ended lately. Otherwise it is kNotFound, or kUnavailable if the callback was left out.
Refusal no_interaction(World const& world, AgentId agent, base::InteractionId interaction);
// The answer is kOfferClosed with the outcome if this agent had the offer and it ended lately.
// Otherwise it is kNotFound.
Refusal no_offer(World const& world, AgentId agent, base::OfferId offer);

}  // namespace callbackd::core
