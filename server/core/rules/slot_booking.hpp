// Who holds a slot. A callback holds at most one, of the queue it is in, until it is final or
// moved. Engine thread; the core is the one owner, so capacity is exact. Never books more than the
// definition in force allows. Layer: rules.
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

// Takes the slot that this time starts, which was checked; nothing in a queue without slots.
void take_slot(Step& step, Callback& callback, TimeWindow const& window);
// Takes the slot that its due time starts, if that is one and has a place left: for times that a
// customer did not choose. `key`: as SlotTaker's.
void take_slot_if_free(Step& step, Callback& callback, KeyKind key = KeyKind::kSecret);
void leave_slot(Step& step, Callback& callback);  // nothing without one

}  // namespace callbackd::core
