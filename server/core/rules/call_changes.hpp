// Small changes of a call in progress: hold, resume, and telling its agent that it is about to end.
// Engine thread. Never begins or ends a call. Layer: rules.
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

// The callback's agent is the author of the events that follow in this step. The callback is marked
// as touched, and its agent gets interaction.updated.
void set_author(Step& step, Callback& callback);
// Also stores with the attempt whether the call is on hold, so that a restart knows it.
void set_status(Step& step, Callback& callback, CallStatus status);
void hold(Step& step, Callback& callback);
void resume(Step& step, Callback& callback);
void tell_of_end(Step& step, Callback& callback);  // if the time for it has come; once

}  // namespace callbackd::core
