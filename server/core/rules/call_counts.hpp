// Counts the calls of a number towards its daily limit (call_limit.hpp). A number that has reached
// it takes what waits with it out of the line. Engine thread. Never counts a call that did not get
// past the agent's own phone. Layer: rules.
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

// An attempt begins; its contact is dialled; it ended and that never happened.
void call_begins(World& world, AttemptRow const& attempt);
void call_reaches_out(Step& step, AttemptRow const& attempt);
void call_never_left(World& world, AttemptRow const& attempt);
// Somebody who is asked into a call, or given it, is dialled at this number.
void party_reaches_out(Step& step, base::PhoneNumber phone);

}  // namespace callbackd::core
