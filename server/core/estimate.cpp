#include "core/estimate.hpp"

#include <algorithm>

#include "core/candidates.hpp"
#include "core/schedule.hpp"

namespace callbackd::core {

namespace {

// A wait that begins only then, told from now.
WaitEstimate from_now(WaitEstimate wait, Instant begins, Instant now) {
  using std::chrono::seconds;
  wait.low_seconds += std::chrono::floor<seconds>(begins - now).count();
  wait.high_seconds += std::chrono::ceil<seconds>(begins - now).count();
  return wait;
}

}  // namespace

std::uint32_t next_position(QueueEntry const& queue, Instant now) {
  auto const opening = queue.offerable(now) ? std::nullopt : queue.next_opening(now);
  auto const ahead = opening ? queue.opening_line.rank(0, *opening) : queue.line.rank(0, now);
  return static_cast<std::uint32_t>(ahead) + 1;
}

std::optional<WaitEstimate> estimate_wait(World const& world, QueueEntry const& queue,
                                          Instant now) {
  auto const position = next_position(queue, now);
  if (queue.offerable(now)) {
    // Only the next one in line is served by an idle agent at once.
    bool const idle = position == 1 && anyone_available(world, queue, now, NeedsId::kNothing, now);
    return queue.history.estimate(position, idle);
  }
  auto const opening = queue.next_opening(now);
  auto const wait = queue.history.estimate(position, false);
  if (!opening || !wait) return std::nullopt;
  return from_now(*wait, *opening, now);
}

std::optional<WaitEstimate> estimate_wait(World const& world, Callback const& callback,
                                          std::uint32_t position, Instant now) {
  auto const& queue = world.queue_of(callback);
  if (callback.state != CallbackState::kQueued) {
    auto const wait = queue.history.estimate(position, false);
    if (!wait) return std::nullopt;
    return from_now(*wait, callback.due_at, now);
  }
  // Whoever else is idle is not asked yet.
  bool const waits_for_one = reserved_for_other(callback, kNobody, now) &&
                             !world.roster.available(callback.reserved_agent);
  bool const idle =
      position == 1 && !waits_for_one &&
      anyone_available(world, queue, callback.queue_entered_at, callback.required_skills, now);
  return queue.history.estimate(position, idle);
}

ToldWait told_wait(Callback const& callback, WaitEstimate const& estimate, Instant now) {
  using std::chrono::seconds;
  // What is compared later begins when the callback waits.
  auto const begins = std::max(callback.due_at, now);
  auto const low = estimate.low_seconds - std::chrono::floor<seconds>(begins - now).count();
  auto const high = estimate.high_seconds - std::chrono::ceil<seconds>(begins - now).count();
  return {static_cast<std::uint32_t>(low), static_cast<std::uint32_t>(high)};
}

AnswerBody handle(Step& step, EstimateQueue const& command) {
  auto const* queue = step.world.find_queue(command.queue);
  if (!queue) return refuse(RefusalReason::kNotFound, "No such queue.");
  EstimateView view;
  view.open = queue->open(step.now);
  if (!queue->offerable(step.now)) view.opens_at = queue->next_opening(step.now);
  view.position = next_position(*queue, step.now);
  view.estimate = estimate_wait(step.world, *queue, step.now);
  return view;
}

AnswerBody handle(Step& step, ExplainCallback const& command) {
  auto const* callback = step.world.find(command.id);
  if (!callback) return refuse(RefusalReason::kNotFound, "No such callback.");
  ExplainView view;
  view.id = callback->id;
  view.state = callback->state;
  view.site = step.world.names.sites.name(callback->site);
  bool const waits =
      callback->state == CallbackState::kScheduled || callback->state == CallbackState::kQueued;
  if (!waits) return view;
  auto const why = count_candidates(step.world, *callback, step.now);
  ExplainView::Waiting waiting;
  bool const queued = callback->queued_since != kNever;
  waiting.since = queued ? callback->queued_since : callback->created_at;
  waiting.candidates = why.candidates;
  waiting.excluded = what_would_change(step.world, *callback, why.excluded, step.now);
  auto const next = next_instant(step.world, *callback, step.now);
  if (next != kNever && next > step.now) waiting.next_change_at = next;
  view.waiting = std::move(waiting);
  return view;
}

}  // namespace callbackd::core
