// Snapshots of one thing for the world outside, without personal data. Pure.
#pragma once
#include "core/step.hpp"
#include "core/view.hpp"

namespace callbackd::core {

CallbackView callback_view(World const& world, Callback const& callback, Instant now);
OfferView offer_view(Callback const& callback);
InteractionView interaction_view(World const& world, Callback const& callback);
inline constexpr char const* kContactParty = "contact";  // PartyView::id of the contact
std::string party_id(LegNumber number);                  // of somebody beside contact and owner
SessionView session_view(World const& world, AgentEntry const& agent);
std::uint32_t position(World const& world,
                       Callback const& callback);  // 1 is next; only while queued

}  // namespace callbackd::core
