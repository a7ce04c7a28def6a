// The end of an attempt. Usually it has two parts: start_ending() orders the end of all legs that
// live, and the attempt is closed when the gateway has reported the end of the last leg. Does not
// decide what happens to the callback. Engine thread. Layer: rules.
#pragma once
#include <string>

#include "core/rules/step.hpp"

namespace callbackd::core {

// Orders the end of all legs that live. The attempt is over when the gateway has reported the end
// of the last leg.
void start_ending(Step& step, Callback& callback);
// Orders the end of all legs that live, and closes the attempt in the same step. Later events of
// the gateway about this attempt are ignored. Does nothing if there is no call.
void end_call_now(Step& step, Callback& callback);
// Writes the attempt's row and its event, and removes the call.
void close_attempt(Step& step, Callback& callback);

// Sets the outcome of the attempt, if it is not decided already. If the contact had answered, the
// outcome becomes kAnswered. There is one exception: kLost stays kLost.
void decide_outcome(Callback& callback, AttemptOutcome outcome, std::string cause);
// Hangs up the other legs, because the call cannot go on without the leg that has ended.
void end_what_is_left(Step& step, Callback& callback);

}  // namespace callbackd::core
