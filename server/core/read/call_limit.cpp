#include "core/read/call_limit.hpp"

#include <chrono>
#include <string>

#include "core/messages/refusals.hpp"

namespace callbackd::core {
namespace {

using Stage = DialledNumbers::Stage;

int limit_of(World const& world) {
  return world.site->company.calls_per_number_per_day;
}

// The instant as text, in whole seconds, rounded up, so that a client that waits until then is not
// too early.
std::string time_text(Instant at) {
  constexpr std::size_t kSecondChars = 19;
  auto const text = base::to_rfc3339(std::chrono::ceil<std::chrono::seconds>(at));
  return text.substr(0, kSecondChars) + "Z";
}

}  // namespace

Instant callable_from(World const& world, base::PhoneNumber phone, Instant from) {
  return world.dialled.free_at(phone, limit_of(world), Stage::kDialled, from);
}

// It can happen that the number may be called again only at a time when the queue is closed. So the
// opening hours are applied again after the limit.
Instant first_callable(World const& world, Callback const& callback, Instant from) {
  auto const& queue = world.queue_of(callback);
  return queue.first_offerable(callable_from(world, callback.phone, queue.first_offerable(from)));
}

bool waits_for_call_limit(World const& world, Callback const& callback, Instant now) {
  auto const from = callable_from(world, callback.phone, now);
  if (from <= now) return false;
  return callback.due_at <= world.queue_of(callback).first_offerable(from);
}

std::optional<Refusal> refuse_call(World const& world, base::PhoneNumber phone, Instant now) {
  auto const at = world.dialled.free_at(phone, limit_of(world), Stage::kRinging, now);
  if (at <= now) return std::nullopt;
  auto refusal =
      refuse(RefusalReason::kLimitReached,
             "This number may be called " + std::to_string(limit_of(world)) +
                 " times within a day; the next call is possible from " + time_text(at) + ".");
  refusal.retry_after = std::chrono::ceil<std::chrono::seconds>(at - now);
  return refusal;
}

}  // namespace callbackd::core
