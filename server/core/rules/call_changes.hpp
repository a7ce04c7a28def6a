// Small changes of a call in progress: hold, resume, and telling the agent that the call is about
// to end. Also notes the agent as the author of a change. These functions never begin or end a
// call. Engine thread. Layer: rules.
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

// Makes the callback's agent the author of the events that follow in this step. The callback is
// marked as touched, and its agent gets interaction.updated.
void begin_change_by_agent(Step& step, Callback& callback);
// Sets the call's status. Also stores in the attempt's row whether the call is on hold, so that a
// restart knows it.
void set_status(Step& step, Callback& callback, CallStatus status);
void hold(Step& step, Callback& callback);
void resume(Step& step, Callback& callback);
void tell_of_end(Step& step, Callback& callback);  // does nothing too early; tells only once

}  // namespace callbackd::core
