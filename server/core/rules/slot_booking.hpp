// Books slots. A callback holds at most one slot, of the queue it is in, until it is final or
// moved. All booking happens on the engine thread, so two requests cannot take the same last place.
// The caller must check with read/slots.hpp that a place is left. Layer: rules.
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

// Takes the slot that begins at window.not_before. The caller must have checked that the slot has a
// place left. Does nothing if the queue has no slots or the window has no begin.
void take_slot(Step& step, Callback& callback, TimeWindow const& window);
// Takes the slot that begins at due_at, if there is such a slot with a place left. Call it when
// nobody chose due_at as a slot of this queue. `key`: see SlotTaker::key.
void take_slot_if_free(Step& step, Callback& callback, KeyKind key = KeyKind::kSecret);
void leave_slot(Step& step, Callback& callback);  // does nothing if it holds none

}  // namespace callbackd::core
