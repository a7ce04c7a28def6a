// Transfers: the call goes on without its owner, with a person at a number or with an agent of the
// conference. If a transfer fails, the owner is called back. Engine thread. Layer: rules.
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

// Lets the contact and the party with the leg `number` go on talking without the server. The
// attempt is over; the interaction is not.
void let_contact_go(Step& step, Callback& callback, LegNumber number);
// Dials the owner's phone again, because the target of a transfer could not be reached.
void call_owner_back(Step& step, Callback& callback);
// The owner leaves a conference, and the first agent in it (the heir) gets the call. Returns false
// if there is no such agent; then nothing was done.
bool left_to_heir(Step& step, Callback& callback);

}  // namespace callbackd::core
