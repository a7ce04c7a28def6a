// Books slots: a callback holds at most one slot, of the queue it is in, until it is final or
// moved. All booking happens on the engine thread, so a slot's capacity is never exceeded. The
// caller checks with read/slots.hpp first. Layer: rules.
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

// Takes the slot that begins at window.not_before; it must have been checked. Does nothing in a
// queue without slots.
void take_slot(Step& step, Callback& callback, TimeWindow const& window);
// Takes the slot that begins at due_at, if there is one with a place left. For times that no
// customer chose. `key`: as SlotTaker::key.
void take_slot_if_free(Step& step, Callback& callback, KeyKind key = KeyKind::kSecret);
void leave_slot(Step& step, Callback& callback);  // does nothing if it holds none

}  // namespace callbackd::core
