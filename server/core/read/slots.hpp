// Slots: the bookable starts of a queue, and how many places are left of each. Engine thread. Reads
// the world and changes nothing; rules/slot_booking.hpp takes and leaves slots. Layer: read.
#pragma once
#include <optional>

#include "core/messages/command.hpp"
#include "core/messages/view.hpp"
#include "core/state/world.hpp"

namespace callbackd::core {

// Why the window cannot be booked as a slot in this queue. This does not check whether the slot has
// a place left. nullopt: the window can be booked, or the queue has no slots, or the window has no
// begin.
std::optional<Refusal> check_slot(QueueEntry const& queue, TimeWindow const& window, Instant now);
// How many places of each slot strangers (requests with publishable keys) may take. This is
// publishable_percent of the capacity, rounded down, and at least one. So strangers never get all
// places of a slot, except when the capacity is one or the percentage is 100.
std::uint32_t publishable_share(SlotRule const& slots);
// The request that wants a place in a slot.
struct SlotTaker {
  KeyKind key = KeyKind::kSecret;   // a publishable key gets only its share of a slot
  Callback const* mover = nullptr;  // a callback that moves: its own place counts as free
};
// The refusal if the slot has no place left for this taker. nullopt: the slot has a place, or the
// queue has no slots, or the window has no begin.
std::optional<Refusal> check_room(World const& world, QueueEntry const& queue,
                                  TimeWindow const& window, SlotTaker const& taker);

AnswerBody list_slots(World const& world, ListSlots const& command, Instant now);

}  // namespace callbackd::core
