// Slots: the bookable starts of a queue, and how many are left of each. Engine thread. Reads the
// world and changes nothing: slot_booking.hpp takes and leaves them. Layer: read.
#pragma once
#include <optional>

#include "core/messages/command.hpp"
#include "core/messages/view.hpp"
#include "core/state/world.hpp"

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

AnswerBody list_slots(World const& world, ListSlots const& command, Instant now);

}  // namespace callbackd::core
