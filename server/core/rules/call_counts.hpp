// Counts the phone calls to a number towards its daily limit (read/call_limit.hpp). When the limit
// is reached, other callbacks with this number leave the waiting line. If an attempt ends before
// the contact's number is dialled, the attempt is not counted any more. Engine thread. Layer:
// rules.
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

// Called when an attempt begins: the agent's phone is dialled.
void call_begins(World& world, AttemptRow const& attempt);
// Called when the contact's number is dialled.
void call_reaches_out(Step& step, AttemptRow const& attempt);
// Called when the attempt has ended and the contact's number was never dialled.
void call_never_left(World& world, AttemptRow const& attempt);
// Called when a person outside is dialled at this number, for a consultation, conference or
// transfer.
void party_reaches_out(Step& step, base::PhoneNumber phone);

}  // namespace callbackd::core
