// How an attempt ends: whatever leg still lives is hung up, and the last one that ends closes it.
// Engine thread. Never says what becomes of the callback. Layer: rules.
#pragma once
#include <string>

#include "core/rules/step.hpp"

namespace callbackd::core {

// Orders the end of whatever leg still lives; the attempt is over when the gateway says so.
void begin_end(Step& step, Callback& callback);
// The same, but the attempt is over at once; later words of the gateway about it are ignored.
// Nothing without a call.
void end_call_now(Step& step, Callback& callback);
void close_attempt(Step& step, Callback& callback);  // its row and its event; no call any more

// What the end of a leg means for the attempt, unless that is decided already.
void decide_outcome(Callback& callback, AttemptOutcome outcome, std::string cause);
// A leg ended by itself: those that are left are hung up.
void end_what_is_left(Step& step, Callback& callback);

}  // namespace callbackd::core
