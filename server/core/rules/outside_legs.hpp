// Orders legs to agents' phones and to outside numbers, and counts those that go outside. No other
// file orders such a leg. Engine thread. Never orders one that dialling.hpp refuses. Layer: rules.
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

// Counted once, when the call or the party that needs it begins.
void count_dial(Step& step, Callback const& callback);
// The phone of an agent whom the callback's agent wants in the call.
void count_phone_of(Step& step, Callback const& callback, AgentEntry const& asked);

// The only ways to a leg outside: nobody orders one that the rules refuse. They say when the
// gateway ends the leg by itself; kNever: it does not.
Instant dial_phone(Step& step, AgentEntry const& agent, Dial order);
Instant dial_outside(Step& step, Callback const& callback, ClassedNumber const& number, Dial order);

}  // namespace callbackd::core
