// Call: a phone call in progress: which legs live, which parties take part, and who is aside
// (consulted, or the target of a transfer). A call usually belongs to an interaction. While its
// contact waits on hold for another agent, there is a call without an interaction. Its Callback
// owns it. Plain state; engine thread.
#pragma once
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "base/instant.hpp"
#include "core/definition/number_class.hpp"
#include "core/messages/record.hpp"
#include "core/messages/types.hpp"
#include "core/messages/voice_order.hpp"
#include "core/state/names.hpp"

namespace callbackd::core {

// kAsked: the leg was restored at a start, and the gateway has not yet reported whether it lives.
enum class LegState : std::uint8_t { kNone, kAsked, kDialing, kRinging, kUp, kEnded };

// How many legs one attempt may have. Legs that have ended count, too.
inline constexpr std::uint16_t kLegsMax = 250;

struct Leg {
  LegNumber number{};
  LegState state = LegState::kNone;
  base::Serial ordered{};                // serial of the step that ordered it
  base::Instant ends_at = base::kNever;  // when the gateway ends it by itself

  bool lives() const { return state != LegState::kNone && state != LegState::kEnded; }
};

// Party: a person in the call besides the contact and the owner (the agent of the interaction).
struct Party {
  Leg leg;
  PartyRow row;                           // who it is, in which role, since when
  AgentId agent = kNobody;                // kNobody: a person outside, at row.phone
  NumberClass number_class;               // of row.phone; not known after a restart
  base::Instant deadline = base::kNever;  // for accepting a consultation; kNever: none is running

  bool talks() const { return leg.state == LegState::kUp; }
  // Whether the party talks. Between a restart and the gateway's snapshot this is not known. Then a
  // party who talked when the server stopped counts as talking. This is for decisions that cannot
  // wait for the gateway.
  bool talked_last() const { return talks() || (leg.state == LegState::kAsked && row.answered_at); }
};

struct Call {
  CallStatus status = CallStatus::kDialing;
  Leg agent{LegNumber::kAgent, {}, {}};  // the owner's leg
  std::optional<PartyRow> owner;         // its row; none: it is the leg of the agent who began
  Leg contact{LegNumber::kContact, {}, {}};
  // The number to dial for the contact. It is not known after a restart. Then it is not needed,
  // because the contact is not dialled any more.
  ClassedNumber contact_number;
  std::vector<Party> parties;  // in the order in which they were asked
  std::uint16_t last_leg = 1;  // the highest leg number used
  bool told_of_end = false;    // the agent was told that the gateway is about to end the call
  bool ending = false;         // its end was ordered; legs may still live
  std::string ended_by;        // EventRow::by of the step that ordered the end
  std::optional<AttemptOutcome> outcome;  // decided, while legs may still live
  std::string cause;

  // The instant at which the gateway ends the call by itself. The contact's leg and the owner's leg
  // can each have such an end; the earlier one counts. The owner's leg has an end only if the
  // agent's phone is an outside number.
  base::Instant ends_at() const {
    if (!contact.lives()) return base::kNever;
    return agent.lives() ? std::min(contact.ends_at, agent.ends_at) : contact.ends_at;
  }
  Leg* find_leg(LegNumber number) {
    if (number == contact.number) return &contact;
    if (number == agent.number) return &agent;
    auto* const party = find_party(number);
    return party ? &party->leg : nullptr;
  }
  Party* find_party(LegNumber number) {
    auto const found = std::find_if(parties.begin(), parties.end(),
                                    [&](Party const& party) { return party.leg.number == number; });
    return found == parties.end() ? nullptr : &*found;
  }
  Party const* find_party(LegNumber number) const {
    return const_cast<Call*>(this)->find_party(number);
  }
  // The party that is not in the mix of the call: a consulted person, or the target of a transfer
  // to a number. There is at most one such party.
  Party* aside() {
    auto const found = std::find_if(parties.begin(), parties.end(), [](Party const& party) {
      return party.row.role != PartyRole::kMember;
    });
    return found == parties.end() ? nullptr : &*found;
  }
  Party const* aside() const { return const_cast<Call*>(this)->aside(); }
};

}  // namespace callbackd::core
