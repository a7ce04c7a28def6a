// Orders legs to outside numbers, and counts them. No other file orders such a leg. Engine thread.
// Never orders one that dialling.hpp refuses. Layer: rules.
#pragma once
#include "core/step.hpp"

namespace callbackd::core {

// Counted once, when the call or the party that needs it begins.
void count_dial(Step& step, Callback const& callback);
// The only way to a leg outside: nobody orders one that the rules refuse.
void dial_outside(Step& step, Callback const& callback, ClassedNumber const& number, Dial order);

}  // namespace callbackd::core
