#include "core/estimate.hpp"

#include "core/candidates.hpp"
#include "core/schedule.hpp"

namespace callbackd::core {

// Only the next one in line is served by an idle agent at once.

std::optional<WaitEstimate> estimate_wait(World const& world, QueueEntry const& queue,
                                          std::uint32_t position, Instant now) {
  bool const idle = position == 1 && anyone_available(world, queue, now, NeedsId::kNothing, now);
  return queue.history.estimate(position, idle);
}

std::optional<WaitEstimate> estimate_wait(World const& world, Callback const& callback,
                                          std::uint32_t position, Instant now) {
  auto const& queue = world.queue_of(callback);
  // Whoever else is idle is not asked yet.
  bool const waits_for_one = reserved_for_other(callback, kNobody, now) &&
                             !world.roster.available(callback.reserved_agent);
  bool const idle =
      position == 1 && !waits_for_one &&
      anyone_available(world, queue, callback.queue_entered_at, callback.required_skills, now);
  return queue.history.estimate(position, idle);
}

AnswerBody handle(Step& step, EstimateQueue const& command) {
  auto const* queue = step.world.find_queue(command.queue);
  if (!queue) return refuse(RefusalReason::kNotFound, "No such queue.");
  EstimateView view;
  view.open = queue->open(step.now);
  if (!view.open) view.opens_at = queue->next_opening(step.now);
  view.position = static_cast<std::uint32_t>(queue->line.rank(0, step.now)) + 1;
  if (view.open) view.estimate = estimate_wait(step.world, *queue, view.position, step.now);
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
