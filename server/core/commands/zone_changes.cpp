#include "core/commands/zone_changes.hpp"

#include <algorithm>

#include "core/rules/schedule.hpp"
#include "core/rules/slot_booking.hpp"

namespace callbackd::core {
namespace {

constexpr std::size_t kMovesPerStep = 200;

bool later(MovedWindow const& moved) {
  return moved.when.not_before && moved.was_not_before &&
         *moved.when.not_before > *moved.was_not_before;
}

// Whether `a` is moved before `b`, so that a booked slot is left before another callback takes it.
// Callbacks that move to a later time go first, the latest of them first. Then those that move to
// an earlier time, the earliest first. Example: all callbacks of 9:00 move to 10:00, and all of
// 10:00 move to 11:00. The callbacks of 10:00 are moved first.
bool moves_before(MovedWindow const& a, MovedWindow const& b) {
  if (later(a) != later(b)) return later(a);
  if (a.was_not_before != b.was_not_before) {
    return later(a) ? a.was_not_before > b.was_not_before : a.was_not_before < b.was_not_before;
  }
  return a.callback < b.callback;
}

// The new end of the window. Where the clocks now skip the begin or the end, it can happen that the
// new end is not after the new begin. Then the window keeps its old length.
std::optional<Instant> end_of(MovedWindow const& moved) {
  auto const& [callback, when, was_begin, was_end] = moved;
  bool const nothing = when.not_before && when.not_after && *when.not_after <= *when.not_before;
  if (!nothing || !was_begin || !was_end) return when.not_after;
  return *when.not_before + (*was_end - *was_begin);
}

// Stores which instants the customer's wall times mean now.
void remember_meaning(Step& step, Callback& callback, MovedWindow const& moved) {
  DetailsChange change;
  change.callback = callback.id;
  change.version = ++callback.person_version;
  change.when = moved.when;
  step.records.add(std::move(change));
}

void move_begin(Step& step, Callback& callback, Instant begin) {
  auto const was = callback.due_at;
  bool const booked = callback.slot_at == was;
  set_due(step, callback, begin);
  if (callback.reserved_until != kNever) callback.reserved_until += begin - was;
  if (!callback.not_after_given) set_expiry(step, callback, std::nullopt);
  if (!booked) return;
  leave_slot(step, callback);
  take_slot_if_free(step, callback);
}

// Moves the wanted time of one callback, because the rules of its time zone have changed. The begin
// moves only if the callback is scheduled and is still due at the old begin. The end moves only if
// the callback still expires at the customer's old end. What was changed after the post is left as
// it is.
void move_window(Step& step, MovedWindow const& moved) {
  auto* const callback = step.world.find(moved.callback);
  if (!callback) return;
  bool const scheduled = callback->state == CallbackState::kScheduled;
  if (!scheduled && callback->state != CallbackState::kQueued) return;
  step.touch(*callback);
  remember_meaning(step, *callback, moved);
  bool const begins =
      scheduled && moved.when.not_before && moved.was_not_before == callback->due_at;
  if (begins) move_begin(step, *callback, *moved.when.not_before);
  bool const ends = callback->not_after_given && moved.was_not_after == callback->expires_at;
  if (auto const end = end_of(moved); ends && end) callback->expires_at = *end;
  step.log(*callback, EventType::kZoneChanged);
  if (begins) place(step, *callback, Trigger::kMoved);
}

}  // namespace

void restore_zone_moves(World& world, Restored const& restored) {
  world.zone_moves = {restored.moved_windows, restored.zone_database};
  auto& left = world.zone_moves.left;
  std::sort(left.begin(), left.end(),
            [](auto const& a, auto const& b) { return moves_before(b, a); });
}

void follow_zones(Step& step) {
  auto& [left, database] = step.world.zone_moves;
  step.by.clear();
  for (std::size_t i = 0; i < kMovesPerStep && !left.empty(); ++i) {
    move_window(step, left.back());
    left.pop_back();
  }
  if (left.empty()) step.records.zone_database = std::exchange(database, {});
}

}  // namespace callbackd::core
