// Slots: the bookable starts of a queue, and how many places are left of each. Engine thread. Reads
// the world and changes nothing; rules/slot_booking.hpp takes and leaves slots. Layer: read.
#pragma once
#include <optional>

#include "core/messages/command.hpp"
#include "core/messages/view.hpp"
#include "core/state/world.hpp"

namespace callbackd::core {

// The refusal of this window as a booking in this queue, except that the slot may be full; nullopt:
// it is good, or the queue has no slots, or no time is asked for.
std::optional<Refusal> check_slot(QueueEntry const& queue, TimeWindow const& window, Instant now);
// How many places of each slot requests with publishable keys (strangers) may take:
// publishable_percent of the capacity, rounded down, and at least one. So strangers never get all
// places of a slot for two or more, unless the percentage is 100. A slot for one is open to all.
std::uint32_t publishable_share(SlotRule const& slots);
// The request that wants a place in a slot.
struct SlotTaker {
  KeyKind key = KeyKind::kSecret;   // a publishable key takes only from its share of the slot
  Callback const* mover = nullptr;  // a callback that moves: its own place counts as free
};
// The refusal when the slot has no place left for this taker; nullopt: it has one, or the queue has
// no slots, or no time is asked for.
std::optional<Refusal> check_room(World const& world, QueueEntry const& queue,
                                  TimeWindow const& window, SlotTaker const& taker);

AnswerBody list_slots(World const& world, ListSlots const& command, Instant now);

}  // namespace callbackd::core
