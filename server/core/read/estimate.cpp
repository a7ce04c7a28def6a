#include "core/read/estimate.hpp"

#include <algorithm>

#include "core/read/candidates.hpp"
#include "core/read/reservations.hpp"

namespace callbackd::core {
namespace {

// Changes a wait that begins at `begins` into one that is counted from `now`.
WaitEstimate from_now(WaitEstimate wait, Instant begins, Instant now) {
  using std::chrono::seconds;
  wait.low_seconds += std::chrono::floor<seconds>(begins - now).count();
  wait.high_seconds += std::chrono::ceil<seconds>(begins - now).count();
  return wait;
}

// Widens an estimate whose accuracy is not known yet. Even an idle agent may take the whole offer
// timeout to accept.
std::optional<WaitEstimate> widened_if_unproven(std::optional<WaitEstimate> wait,
                                                QueueEntry const& queue) {
  if (!wait || wait->accuracy_percent > 0) return wait;
  auto const offer = std::chrono::ceil<std::chrono::seconds>(queue.settings->offer_timeout).count();
  wait->high_seconds = std::max(wait->high_seconds, wait->low_seconds + offer);
  return wait;
}

std::optional<WaitEstimate> expected_wait(World const& world, Callback const& callback,
                                          std::uint32_t position, Instant now) {
  auto const& queue = world.queue_of(callback);
  if (callback.state != CallbackState::kQueued) {
    auto const wait = queue.history.estimate(position, false);
    if (!wait) return std::nullopt;
    return from_now(*wait, callback.due_at, now);
  }
  // While the callback is reserved for an agent who is not available, other idle agents are not
  // asked.
  bool const waits_for_one = reserved_for_other(callback, kNobody, now) &&
                             !world.roster.available(callback.reserved_agent);
  bool const idle =
      position == 1 && !waits_for_one &&
      anyone_available(world, queue, callback.queue_entered_at, callback.required_skills, now);
  return queue.history.estimate(position, idle);
}

}  // namespace

std::uint32_t next_position(QueueEntry const& queue, Instant now) {
  auto const opening = queue.offerable(now) ? std::nullopt : queue.next_opening(now);
  auto const ahead = opening ? queue.opening_line.rank(0, *opening) : queue.line.rank(0, now);
  return static_cast<std::uint32_t>(ahead) + 1;
}

std::optional<WaitEstimate> expected_wait(World const& world, QueueEntry const& queue,
                                          Instant now) {
  auto const position = next_position(queue, now);
  if (queue.offerable(now)) {
    // An idle agent can take only the first callback of the line immediately.
    bool const idle = position == 1 && anyone_available(world, queue, now, NeedsId::kNothing, now);
    return queue.history.estimate(position, idle);
  }
  auto const opening = queue.next_opening(now);
  auto const wait = queue.history.estimate(position, false);
  if (!opening || !wait) return std::nullopt;
  return from_now(*wait, *opening, now);
}

std::optional<WaitEstimate> estimate_wait(World const& world, QueueEntry const& queue,
                                          Instant now) {
  if (!anyone_there(world, queue, now, NeedsId::kNothing, now)) return std::nullopt;
  return widened_if_unproven(expected_wait(world, queue, now), queue);
}

std::optional<WaitEstimate> estimate_wait(World const& world, Callback const& callback,
                                          std::uint32_t position, Instant now) {
  auto const& queue = world.queue_of(callback);
  auto const entered = callback.queue_entered_at == kNever ? now : callback.queue_entered_at;
  if (!anyone_there(world, queue, entered, callback.required_skills, now)) return std::nullopt;
  return widened_if_unproven(expected_wait(world, callback, position, now), queue);
}

GivenEstimate given_estimate(Callback const& callback, WaitEstimate const& estimate, Instant now) {
  using std::chrono::seconds;
  // The real wait is measured from the instant at which the callback begins to wait, so the time
  // until then is taken off.
  auto const begins = std::max(callback.due_at, now);
  auto const low = estimate.low_seconds - std::chrono::floor<seconds>(begins - now).count();
  auto const high = estimate.high_seconds - std::chrono::ceil<seconds>(begins - now).count();
  return {static_cast<std::uint32_t>(low), static_cast<std::uint32_t>(high)};
}

}  // namespace callbackd::core
