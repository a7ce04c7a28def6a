// Orders legs to agents' phones and to outside numbers, and counts the legs that go outside. No
// other file orders a Dial. A number that read/dialling.hpp refuses is never dialled. Engine
// thread. Layer: rules.
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

// Counts one leg to an outside number, for the callback's agent and for all agents. Call it once,
// when the attempt begins or when the party is dialled.
void count_dial(Step& step, Callback const& callback);
// Called when the callback's agent wants another agent, `asked`, in the call. If the phone of
// `asked` is an outside number, counts one leg for the callback's agent. dial_phone() counts it for
// all agents.
void count_phone_of(Step& step, Callback const& callback, AgentEntry const& asked);

// Only these two functions order a leg. They return the instant at which the gateway ends the leg
// by itself. kNever: the gateway does not end it.
Instant dial_phone(Step& step, AgentEntry const& agent, Dial order);
Instant dial_outside(Step& step, Callback const& callback, ClassedNumber const& number, Dial order);

}  // namespace callbackd::core
