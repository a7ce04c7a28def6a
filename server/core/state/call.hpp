// A call in progress: whose legs live, who else takes part, who is asked aside. Plain state; engine
// thread. A call outlives the interaction that began it while its contact waits for another agent.
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

// kAsked: restored, the gateway has not said yet what lives.
enum class LegState : std::uint8_t { kNone, kAsked, kDialing, kRinging, kUp, kEnded };

// Legs of one attempt: dialled anew, or somebody who joined.
inline constexpr std::uint16_t kLegsMax = 250;

struct Leg {
  LegNumber number{};
  LegState state = LegState::kNone;
  base::Serial ordered{};                // of the step that dialled it
  base::Instant ends_at = base::kNever;  // the gateway ends it then by itself

  bool lives() const { return state != LegState::kNone && state != LegState::kEnded; }
};

// Somebody beside the contact and the owner. Its row says whom, and as what.
struct Party {
  Leg leg;
  PartyRow row;
  AgentId agent = kNobody;                // kNobody: somebody outside, at row.phone
  NumberClass number_class;               // of row.phone; not known after a restart
  base::Instant deadline = base::kNever;  // to accept a consultation; kNever: none is running

  bool talks() const { return leg.state == LegState::kUp; }
};

struct Call {
  CallStatus status = CallStatus::kDialing;
  Leg agent{LegNumber::kAgent, {}, {}};  // the owner's
  std::optional<PartyRow> owner;         // of that leg; none: the agent's who began the call
  Leg contact{LegNumber::kContact, {}, {}};
  ClassedNumber
      contact_number;  // the contact's; unknown after a restart, when nobody dials it any more
  std::vector<Party> parties;  // in the order in which they were asked
  std::uint16_t last_leg = 1;  // the highest number used
  bool told_of_end = false;
  bool ending = false;                    // we asked for its end
  std::string ended_by;                   // who asked, as events say it
  std::optional<AttemptOutcome> outcome;  // decided, while a leg is still to end
  std::string cause;

  // When the gateway ends the call: the contact's leg, or the owner's where that phone is outside.
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
  // Who is not in the mix of the call: consulted, or dialled to be given the contact. At most one.
  Party* aside() {
    auto const found = std::find_if(parties.begin(), parties.end(), [](Party const& party) {
      return party.row.role != PartyRole::kMember;
    });
    return found == parties.end() ? nullptr : &*found;
  }
  Party const* aside() const { return const_cast<Call*>(this)->aside(); }
};

}  // namespace callbackd::core
