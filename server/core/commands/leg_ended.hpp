// The gateway reports that a leg has ended. The same event can mean many things for the call, so
// turn_of() first names its meaning as a LegTurn and changes nothing, and leg_ended() then carries
// it out. Engine thread. Layer: commands.
#pragma once
#include <cstdint>

#include "core/rules/step.hpp"

namespace callbackd::core {

enum class LegTurn : std::uint8_t {
  kConsultationOver,   // the consulted party left: contact and owner talk again
  kMemberLeft,         // a member left the conference: the others go on
  kOwnerIsCalledBack,  // the target of a transfer could not be reached
  kHeirTakesOver,      // the owner left: an agent of the conference gets the call
  kContactWaits,       // the new owner never answered: the contact waits for another agent
  kOthersHangUp,       // without this leg there is no call: the other legs are hung up
  kAbandoned,          // the last leg of a call that waited on hold for an agent
  kAttemptOver         // the last leg of the call
};
// The meaning of the end of this leg, whose state is kEnded already. Changes nothing.
LegTurn turn_of(Callback const& callback, LegNumber ended);

void leg_ended(Step& step, Callback& callback, LegEnded const& event);

}  // namespace callbackd::core
