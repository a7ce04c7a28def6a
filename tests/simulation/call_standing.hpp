// CallStanding says who takes part in a call according to the committed rows, and what each of them
// hears according to the gateway. It uses types of the core, but none of its rules. standing_of()
// makes a new one for each comparison. Values; main thread.
#pragma once
#include <vector>

#include "simulation/facts.hpp"
#include "simulation/phones.hpp"

namespace callbackd::simulation {

struct CallStanding {
  struct Other {  // somebody beside contact and owner
    core::PartyRow const* row = nullptr;
    PhoneLeg const* leg = nullptr;  // nullptr: not dialled yet, or gone
  };
  CallbackFacts const* callback = nullptr;
  core::AttemptRow const* row = nullptr;
  // The legs of the contact and the owner. nullptr: there is no such leg, or it is being hung up.
  PhoneLeg const* contact = nullptr;
  PhoneLeg const* owner = nullptr;
  core::LegNumber owner_number{};
  std::vector<Other> others;
  bool ending = false;  // one of these two legs is being hung up

  bool waits() const { return !callback->interaction; }  // for another agent, on hold
  Other const* aside() const;                            // nullptr: nobody
  bool up() const { return contact && contact->up && owner && owner->up; }
  bool together() const { return up() && !aside(); }
  bool hears() const { return together() && !row->on_hold; }  // contact and owner hear each other
  core::CallStatus status() const;
  std::uint16_t actions() const;  // the actions that its owner must be allowed
};

CallStanding standing_of(Facts const& facts, Phones const& phones, base::AttemptId attempt);
// The actions that must be allowed for an interaction without a call.
std::uint16_t actions_without_call(CallbackRow const& row);

// The leg of the party whom the consultation with this id asks.
core::LegId leg_of(base::ConsultationId id);

}  // namespace callbackd::simulation
