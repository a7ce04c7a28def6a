#include "core/read/not_there.hpp"

#include "core/messages/refusals.hpp"

namespace callbackd::core {

Refusal unknown_callback(World const& world, base::CallbackId id) {
  if (!world.left_out.contains(id))
    return refuse(RefusalReason::kNotFound, "There is no such callback.");
  return refuse(RefusalReason::kUnavailable,
                "The record of this callback cannot be read until an operator has repaired it.");
}

Refusal no_interaction(World const& world, AgentId agent, base::InteractionId interaction) {
  auto const ended = world.ended_interactions.find(interaction, agent);
  if (ended) return wrong_state(*ended);
  if (world.left_out.contains(interaction.callback)) {
    return unknown_callback(world, interaction.callback);
  }
  return refuse(RefusalReason::kNotFound, "There is no such interaction.");
}

Refusal no_offer(World const& world, AgentId agent, base::OfferId offer) {
  auto const outcome = world.ended_offers.find(offer, agent);
  if (!outcome) return refuse(RefusalReason::kNotFound, "There is no such offer.");
  auto refusal = refuse(RefusalReason::kOfferClosed, "The offer is closed.");
  refusal.outcome = outcome;
  return refusal;
}

}  // namespace callbackd::core
