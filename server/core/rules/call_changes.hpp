// Small changes of a call that goes on: held and resumed, and its agent told that it is about to
// end. Engine thread. Never begins or ends a call. Layer: rules.
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

void acts(Step& step, Callback& callback);  // its agent does what follows
// Durable with the attempt, so that a restart finds it.
void set_status(Step& step, Callback& callback, CallStatus status);
void hold(Step& step, Callback& callback);
void resume(Step& step, Callback& callback);
void tell_of_end(Step& step, Callback& callback);  // if it is time

}  // namespace callbackd::core
