#include "core/rules/slot_booking.hpp"

#include "base/check.hpp"
#include "core/read/slots.hpp"

namespace callbackd::core {
namespace {

void take(Step& step, Callback& callback, Instant start) {
  CALLBACKD_CHECK(callback.slot_at == kNever);  // the caller has left the old slot
  step.touch(callback);
  callback.slot_at = start;
  step.world.slots.take(callback.queue, start, callback.publishable);
}

}  // namespace

void take_slot(Step& step, Callback& callback, TimeWindow const& window) {
  bool const has_slots = step.world.queue_of(callback).slot_hours != nullptr;
  if (has_slots && window.not_before) take(step, callback, *window.not_before);
}

void take_slot_if_free(Step& step, Callback& callback, KeyKind key) {
  auto const& queue = step.world.queue_of(callback);
  TimeWindow const window{callback.due_at, std::nullopt};
  bool const can = queue.slot_hours && callback.due_at > step.now &&
                   !check_slot(queue, window, step.now) &&
                   !check_room(step.world, queue, window, {key, &callback});
  if (can) take(step, callback, callback.due_at);
}

void leave_slot(Step& step, Callback& callback) {
  if (callback.slot_at == kNever) return;
  step.touch(callback);
  step.world.slots.give_back(callback.queue, callback.slot_at, callback.publishable);
  callback.slot_at = kNever;
}

}  // namespace callbackd::core
