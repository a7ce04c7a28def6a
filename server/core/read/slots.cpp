#include "core/read/slots.hpp"

#include <algorithm>

#include "calendar/local_time.hpp"
#include "calendar/slots.hpp"
#include "core/messages/refusals.hpp"

namespace callbackd::core {
namespace {

using std::chrono::days;
using std::chrono::local_days;
using std::chrono::minutes;

constexpr std::size_t kSlotsTold = 1'000;  // the most slots in one answer
constexpr days kDatesTold{7};              // how many dates, when the request has no last date

minutes length_of(QueueEntry const& queue) {
  return minutes{queue.settings->slots.minutes};
}

// A slot's length, and how long before the closing of the queue the slot must start. If the slot
// started later, the callback could not be offered before the queue closes.
calendar::SlotLength slot_of(QueueEntry const& queue) {
  return {length_of(queue), queue.needed_before_closing()};
}

// The last date whose slots can be booked now, as a date in the time zone of the queue's hours.
local_days last_day(QueueEntry const& queue, Instant now) {
  return local_days{calendar::local_date(now, queue.slot_hours->zone())} +
         days{queue.settings->slots.days_ahead};
}

// The places left for `taker` in the slot that begins at `start`. A callback takes a place if its
// own slot starts anywhere within this slot, not only at `start`, because an older definition can
// have cut the day into other slots. The place of taker.mover counts as free.
std::uint32_t places_left(World const& world, QueueEntry const& queue, Instant start,
                          SlotTaker const& taker) {
  auto const end = start + length_of(queue);
  auto held = world.slots.held(queue.id, start, end);
  auto const* mover = taker.mover;
  bool const own =
      mover && mover->queue == queue.id && start <= mover->slot_at && mover->slot_at < end;
  if (own) --held.all;
  if (own && mover->publishable) --held.publishable;
  auto const room = [](std::uint32_t most, std::uint32_t taken) {
    return most - std::min(most, taken);
  };
  auto const& slots = queue.settings->slots;
  auto const free = room(static_cast<std::uint32_t>(slots.capacity), held.all);
  if (taker.key == KeyKind::kSecret) return free;
  return std::min(free, room(publishable_share(slots), held.publishable));
}

struct Dates {
  local_days first;
  local_days last;
};

Dates dates_of(ListSlots const& command, calendar::Zone const& zone, Instant now) {
  local_days const first{command.from.value_or(calendar::local_date(now, zone))};
  auto const week = first + kDatesTold - days{1};
  return {first, command.to ? local_days{*command.to} : week};
}

}  // namespace

std::uint32_t publishable_share(SlotRule const& slots) {
  constexpr std::int64_t kWhole = 100;
  auto const share = std::int64_t{slots.capacity} * slots.publishable_percent / kWhole;
  return static_cast<std::uint32_t>(std::max<std::int64_t>(share, 1));
}

std::optional<Refusal> check_slot(QueueEntry const& queue, TimeWindow const& window, Instant now) {
  if (!queue.slot_hours || !window.not_before) return std::nullopt;
  auto const start = *window.not_before;
  if (start < now)
    return invalid_field("when.not_before", "in_past",
                         "Must not be in the past: this slot has begun.");
  auto const day = local_days{calendar::local_date(start, queue.slot_hours->zone())};
  if (day > last_day(queue, now)) {
    return invalid_field("when.not_before", "range",
                         "Slots can be booked at most " +
                             std::to_string(queue.settings->slots.days_ahead) + " days ahead.");
  }
  if (!calendar::is_slot_start(*queue.slot_hours, start, slot_of(queue))) {
    return invalid_field("when.not_before", "slot",
                         "Must be the start of one of the queue's slots.");
  }
  return std::nullopt;
}

std::optional<Refusal> check_room(World const& world, QueueEntry const& queue,
                                  TimeWindow const& window, SlotTaker const& taker) {
  if (!queue.slot_hours || !window.not_before) return std::nullopt;
  if (places_left(world, queue, *window.not_before, taker) > 0) return std::nullopt;
  return refuse(RefusalReason::kSlotFull, "This slot is fully booked.");
}

// Lists the slots of a queue. The asked dates are in the asked time zone, but slots are made for
// dates in the zone of the queue's hours. The two dates of one instant may differ by a day. So the
// loop begins a day before the asked dates, ends a day after them, and keeps only the starts that
// are within the asked dates.
AnswerBody list_slots(World const& world, ListSlots const& command, Instant now) {
  auto const* queue = world.find_queue(command.queue);
  if (!queue || !queue->slot_hours)
    return refuse(RefusalReason::kNotFound, "There is no such queue, or it has no slots.");
  auto const asked_zone = calendar::Zone::find(command.time_zone);
  if (!asked_zone && !command.time_zone.empty()) {
    return invalid_field("time_zone", "unknown",
                         "Must be a time zone of the IANA database, such as Europe/London.");
  }
  auto const zone = asked_zone.value_or(queue->slot_hours->zone());
  auto const dates = dates_of(command, zone, now);
  if (dates.last < dates.first) {
    return invalid_field("to", "range", "Must not be before from.");
  }
  SlotsView view{zone.name(), {}};
  auto const from = std::max(zone.to_instant(dates.first), now);
  auto const until = zone.to_instant(dates.last + days{1});
  auto day = local_days{calendar::local_date(from, queue->slot_hours->zone())} - days{1};
  auto const last = std::min(last_day(*queue, now), dates.last + days{1});
  for (; day <= last; day += days{1}) {
    for (auto const start : calendar::slot_starts(*queue->slot_hours, day, slot_of(*queue))) {
      bool const asked = start >= from && start < until;
      if (!asked) continue;
      auto const places = places_left(world, *queue, start, {.key = command.key});
      view.slots.push_back({start, start + length_of(*queue), places});
    }
    if (view.slots.size() > kSlotsTold) {
      return invalid_field("to", "range",
                           "These days have more than " + std::to_string(kSlotsTold) +
                               " slots: ask for fewer days.");
    }
  }
  return view;
}

}  // namespace callbackd::core
