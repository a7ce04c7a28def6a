#include "core/read/next_instant.hpp"

#include <algorithm>

#include "core/read/call_limit.hpp"
#include "core/read/call_reads.hpp"

namespace callbackd::core {
namespace {

Instant next_while_queued(World const& world, Callback const& callback, Instant now) {
  auto const& queue = world.queue_of(callback);
  Instant next = callback.call ? kNever : callback.expires_at;
  if (callback.call) {
    // For a contact who waits on hold, neither the closing of the queue nor the expiry ends the
    // wait.
  } else if (queue.offerable(now)) {
    next = std::min(next, queue.offerable_until(now));
  } else if (queue.next_opening(now)) {
    // The queue is closed, so the callback must leave the waiting line now. This happens, for
    // example, after a new definition or a restart.
    return now;
  }
  bool const callable = callback.call || callable_from(world, callback.phone, now) <= now;
  if (!callable) return now;  // the callback must leave the line now, too
  next = std::min(next, queue.next_step_at(callback, now));
  if (callback.reserved_until > now) next = std::min(next, callback.reserved_until);
  if (!callback.extra) return next;
  for (auto const& exclusion : callback.extra->exclusions) {
    if (exclusion.until > now) next = std::min(next, exclusion.until);
  }
  return next;
}

// When the agent is told of the changes that others made and that were kept back (the agent was not
// told of them immediately). kNever: no change is kept back.
Instant kept_back_until(Callback const& callback) {
  auto const& interaction = callback.interaction;
  return interaction && interaction->kept_back ? interaction->quiet_until : kNever;
}

}  // namespace

Instant next_instant(World const& world, Callback const& callback, Instant now) {
  switch (callback.state) {
    case CallbackState::kScheduled:
      return std::min(callback.due_at, callback.expires_at);
    case CallbackState::kQueued:
      return next_while_queued(world, callback, now);
    case CallbackState::kOffered:
      return callback.offer->row.deadline;
    case CallbackState::kActive:
    case CallbackState::kCompleted:  // a final callback may have an open interaction
    case CallbackState::kCancelled:
    case CallbackState::kExpired:
    case CallbackState::kFailed:
      return std::min({after_call_work_ends(callback), consultation_ends(callback),
                       end_warning_at(callback), kept_back_until(callback)});
  }
  return kNever;
}

}  // namespace callbackd::core
