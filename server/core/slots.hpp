// Slots: the bookable starts of a queue, how many are left of each, and who holds one. A callback
// holds at most one, of the queue it is in, until it is final or moved. Engine thread; the core is
// the one owner, so capacity is exact. Never books more than the definition in force allows.
#pragma once
#include "core/step.hpp"

namespace callbackd::core {

// What is wrong with this window as a booking in this queue, fullness left out; nullopt: nothing,
// or the queue has no slots, or no time is asked for.
std::optional<Refusal> check_slot(QueueEntry const& queue, TimeWindow const& window, Instant now);
// How much of each slot is for requests that strangers may make: publishable_percent of it, rounded
// down, and at least one place. So they never get the whole of a slot for two or more, unless the
// percentage is 100; a slot for one is theirs as everybody's.
std::uint32_t publishable_share(SlotRule const& slots);
// Who wants a place in a slot.
struct SlotTaker {
  KeyKind key = KeyKind::kSecret;   // a publishable one takes only from its share of the slot
  Callback const* mover = nullptr;  // whose own place does not count; nullptr: nobody's
};
// Whether that slot has no place left for it.
std::optional<Refusal> check_room(World const& world, QueueEntry const& queue,
                                  TimeWindow const& window, SlotTaker const& taker);

// Takes the slot that this time starts, which was checked; nothing in a queue without slots.
void take_slot(Step& step, Callback& callback, TimeWindow const& window);
// Takes the slot that its due time starts, if that is one and has a place left: for times that a
// customer did not choose. `key`: as SlotTaker's.
void take_slot_if_free(Step& step, Callback& callback, KeyKind key = KeyKind::kSecret);
void leave_slot(Step& step, Callback& callback);  // nothing without one

AnswerBody handle(Step& step, ListSlots const& command);

}  // namespace callbackd::core
