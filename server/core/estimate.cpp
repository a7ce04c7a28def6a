#include "core/estimate.hpp"

#include <algorithm>

#include "core/candidates.hpp"
#include "core/dialling.hpp"
#include "core/intake.hpp"
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

// Even an agent who is idle may take the whole time of an offer to accept it.
std::optional<WaitEstimate> not_too_precise(std::optional<WaitEstimate> wait,
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
  // Whoever else is idle is not asked yet.
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
    // Only the next one in line is served by an idle agent at once.
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
  return not_too_precise(expected_wait(world, queue, now), queue);
}

std::optional<WaitEstimate> estimate_wait(World const& world, Callback const& callback,
                                          std::uint32_t position, Instant now) {
  auto const& queue = world.queue_of(callback);
  auto const entered = callback.queue_entered_at == kNever ? now : callback.queue_entered_at;
  if (!anyone_there(world, queue, entered, callback.required_skills, now)) return std::nullopt;
  return not_too_precise(expected_wait(world, callback, position, now), queue);
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

namespace {

std::vector<base::CallbackId> same_number(World const& world, Callback const& callback) {
  constexpr std::size_t kTold = 10;
  std::vector<base::CallbackId> others;
  if (is_final(callback.state)) return others;
  auto at = world.live_numbers.lower_bound(
      {callback.queue, callback.phone, callback.site, base::Serial{}, nullptr});
  for (; at != world.live_numbers.end() && others.size() < kTold; ++at) {
    auto const& other = *std::get<Callback*>(*at);
    bool const alike = other.queue == callback.queue && other.phone == callback.phone &&
                       other.site == callback.site;
    if (!alike) break;
    if (&other != &callback) others.push_back(other.id);
  }
  return others;
}

}  // namespace

AnswerBody handle(Step& step, ExplainCallback const& command) {
  auto const* callback = step.world.find(command.id);
  if (!callback) return unknown_callback(step.world, command.id);
  ExplainView view;
  view.id = callback->id;
  view.state = callback->state;
  view.site = step.world.names.sites.name(callback->site);
  view.same_number = same_number(step.world, *callback);
  if (auto const problem = dialling_problem(step.world, *callback)) {
    view.number_refused = problem->rule;
  }
  bool const waits =
      callback->state == CallbackState::kScheduled || callback->state == CallbackState::kQueued;
  if (!waits) return view;
  auto const why = count_candidates(step.world, *callback, step.now);
  ExplainView::Waiting waiting;
  bool const queued = callback->queued_since != kNever;
  waiting.since = queued ? callback->queued_since : callback->created_at;
  waiting.candidates = why.candidates;
  auto excluded = why.excluded;
  if (!anyone_serves(step.world, step.world.queue_of(*callback))) {
    excluded.push_back({ExclusionReason::kNoAgents, 0, {}, 0});
  }
  waiting.excluded = what_would_change(step.world, *callback, excluded, step.now);
  auto const next = next_instant(step.world, *callback, step.now);
  if (next != kNever && next > step.now) waiting.next_change_at = next;
  view.waiting = std::move(waiting);
  return view;
}

}  // namespace callbackd::core
