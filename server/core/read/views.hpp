// Snapshots of one thing for the world outside, without personal data. Pure.
#pragma once
#include <string>
#include <string_view>

#include "core/messages/view.hpp"
#include "core/state/world.hpp"

namespace callbackd::core {

CallbackView callback_view(World const& world, Callback const& callback, Instant now);
OfferView offer_view(Callback const& callback);
InteractionView interaction_view(World const& world, Callback const& callback);
// For the answer to one who may have handed it on: then nothing is allowed any more.
InteractionView view_for(World const& world, Callback const& callback, AgentId agent);
inline constexpr char const* kContactParty = "contact";  // PartyView::id of the contact
std::string party_id(LegNumber number);                  // of somebody beside contact and owner
base::ConsultationId consultation_id(Callback const& callback, LegNumber number);
ConsultationView consultation_view(World const& world, Callback const& callback,
                                   Party const& party);
// The same once it is over, or this party's part in it.
ConsultationView ended_view(World const& world, Callback const& callback, Party const& party,
                            std::string_view outcome);
SessionView session_view(World const& world, AgentEntry const& agent);
std::uint32_t position(World const& world,
                       Callback const& callback);  // 1 is next; only while queued

}  // namespace callbackd::core
