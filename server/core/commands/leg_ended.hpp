// The gateway reports that a leg has ended: what that means for its call, and everything that
// follows. Engine thread. The one place above all rules that decides it. Layer: commands.
#pragma once
#include <cstdint>

#include "core/rules/step.hpp"

namespace callbackd::core {

enum class LegTurn : std::uint8_t {
  kConsultationOver,   // who was consulted is gone: contact and owner talk again
  kMemberLeft,         // of a conference: the others talk on
  kOwnerIsCalledBack,  // who was to be given the contact is gone
  kHeirTakesOver,      // the owner is gone: an agent of the conference has the call now
  kContactWaits,       // the new owner never answered: the contact waits for the next agent
  kOthersHangUp,       // without this leg there is no call: those that are left are hung up
  kAbandoned,          // the last leg of a call that waited for an agent
  kAttemptOver         // the last leg of the call
};
// What the end of this leg means; it is marked as ended already. Changes nothing.
LegTurn turn_of(Callback const& callback, LegNumber ended);

void leg_ended(Step& step, Callback& callback, LegEnded const& event);

}  // namespace callbackd::core
