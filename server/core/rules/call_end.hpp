// The end of an attempt. Ending is usually two steps: begin_end() orders the end of all legs that
// live, and the attempt is closed when the gateway has reported the end of the last one. Engine
// thread. It does not decide what happens to the callback. Layer: rules.
#pragma once
#include <string>

#include "core/rules/step.hpp"

namespace callbackd::core {

// Orders the end of all legs that live. The attempt is over when the gateway has reported it.
void begin_end(Step& step, Callback& callback);
// The same, but closes the attempt at once; later events of the gateway about it are ignored. Does
// nothing without a call.
void end_call_now(Step& step, Callback& callback);
// Writes the attempt's row and its event, and removes the call.
void close_attempt(Step& step, Callback& callback);

// Sets the outcome of the attempt, unless it is decided already. An answered call stays answered.
void decide_outcome(Callback& callback, AttemptOutcome outcome, std::string cause);
// A leg ended by itself, and there is no call without it: hangs up the other legs.
void end_what_is_left(Step& step, Callback& callback);

}  // namespace callbackd::core
