// Makes views: snapshots of one thing for clients, without details. Pure; engine thread.
// Layer: read.
#pragma once
#include <string>
#include <string_view>

#include "core/messages/view.hpp"
#include "core/state/world.hpp"

namespace callbackd::core {

CallbackView callback_view(World const& world, Callback const& callback, Instant now);
OfferView offer_view(Callback const& callback);
InteractionView interaction_view(World const& world, Callback const& callback);
// The view of an interaction for the answer to a command of `agent`. If the command gave the
// interaction to another agent, the view allows no actions.
InteractionView view_for(World const& world, Callback const& callback, AgentId agent);
inline constexpr char const* kContactParty = "contact";  // PartyView::id of the contact
std::string party_id(LegNumber number);                  // PartyView::id of a party: p2, p3, …
// The number in a consultation's id is attempt × 256 + leg, so it is unique in a callback's life.
base::ConsultationId consultation_id(Callback const& callback, LegNumber number);
ConsultationView consultation_view(World const& world, Callback const& callback,
                                   Party const& party);
// The last view of a consultation, when it is over or when the party's part in the call is over.
ConsultationView ended_view(World const& world, Callback const& callback, Party const& party,
                            std::string_view outcome);
SessionView session_view(World const& world, AgentEntry const& agent);
std::uint32_t position(World const& world,
                       Callback const& callback);  // 1 is next; the callback must be in a line

}  // namespace callbackd::core
