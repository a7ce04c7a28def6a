// The call goes on without its owner: with a number that it was given to, or with an agent of the
// conference; or its owner is called back. Engine thread. Layer: rules.
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

// The contact and that party talk on without us: the attempt is over, the interaction is not.
void let_contact_go(Step& step, Callback& callback, LegNumber number);
// Who was to be given the contact could not be reached: the owner is dialled again.
void call_owner_back(Step& step, Callback& callback);
// The owner leaves a conference to the first agent in it. False: there is none.
bool left_to_heir(Step& step, Callback& callback);

}  // namespace callbackd::core
