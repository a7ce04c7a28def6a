// Makes the refusals for a callback, interaction or offer that a request names and that does not
// exist. It never existed, has ended, or belongs to a callback that was left out at the start.
// Engine thread. Reads the world and changes nothing. Layer: read.
#pragma once
#include "core/messages/view.hpp"
#include "core/state/world.hpp"

namespace callbackd::core {

Refusal unknown_callback(World const& world, base::CallbackId id);
// The answer is kWrongState with the callback's state if this interaction is among the last ones
// that ended for this agent (state/last_ended.hpp). Otherwise the answer is kNotFound, or
// kUnavailable if the callback was left out at the start.
Refusal no_interaction(World const& world, AgentId agent, base::InteractionId interaction);
// The answer is kOfferClosed with the outcome if this offer is among the last ones that ended for
// this agent (state/last_ended.hpp). Otherwise the answer is kNotFound.
Refusal no_offer(World const& world, AgentId agent, base::OfferId offer);

}  // namespace callbackd::core
