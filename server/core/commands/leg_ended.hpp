// Handles the gateway's report that a leg (one person's channel in a phone call) has ended. The
// same event can mean many things for the call. So turn_of() first says what the event means, as a
// LegTurn, and changes nothing. Then leg_ended() makes the changes that this meaning asks for.
// Engine thread. Layer: commands.
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
// What the end of the leg `ended` means. The leg's state must be kEnded already. Changes nothing.
LegTurn turn_of(Callback const& callback, LegNumber ended);

void leg_ended(Step& step, Callback& callback, LegEnded const& event);

}  // namespace callbackd::core
