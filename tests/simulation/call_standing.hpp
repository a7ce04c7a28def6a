// CallStanding: who is in a call according to what is committed, and where they are according to
// the gateway. Worked out anew each time; shares nothing with the core but the row types. Values;
// one thread.
#pragma once
#include <vector>

#include "simulation/facts.hpp"
#include "simulation/phones.hpp"

namespace callbackd::simulation {

struct CallStanding {
  struct Other {  // beside contact and owner
    core::PartyRow const* row = nullptr;
    PhoneLeg const* leg = nullptr;  // nullptr: not dialled yet, or gone
  };
  CallbackFacts const* callback = nullptr;
  core::AttemptRow const* row = nullptr;
  // nullptr: none, or it is being hung up.
  PhoneLeg const* contact = nullptr;
  PhoneLeg const* owner = nullptr;
  core::LegNumber owner_number{};
  std::vector<Other> others;
  bool ending = false;  // one of the two is still being hung up

  bool waits() const { return !callback->interaction; }  // on hold, in a queue
  Other const* aside() const;                            // nullptr: nobody
  bool up() const { return contact && contact->up && owner && owner->up; }
  bool together() const { return up() && !aside(); }
  bool hears() const { return together() && !row->on_hold; }  // contact and owner hear each other
  core::CallStatus status() const;
  std::uint16_t actions() const;  // that its owner must be allowed
};

CallStanding standing_of(Facts const& facts, Phones const& phones, base::AttemptId attempt);
// The actions of an interaction without a call.
std::uint16_t actions_without_call(CallbackRow const& row);

// The leg that a consultation's id names.
core::LegId leg_of(base::ConsultationId id);

}  // namespace callbackd::simulation
