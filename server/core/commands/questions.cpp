#include "core/commands/questions.hpp"

#include <tuple>
#include <vector>

#include "core/messages/refusals.hpp"
#include "core/read/candidates.hpp"
#include "core/read/dialling.hpp"
#include "core/read/estimate.hpp"
#include "core/read/next_instant.hpp"
#include "core/read/not_there.hpp"
#include "core/read/slots.hpp"
#include "core/read/what_would_change.hpp"

namespace callbackd::core {
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

AnswerBody handle(Step& step, EstimateQueue const& command) {
  auto const* queue = step.world.find_queue(command.queue);
  if (!queue) return refuse(RefusalReason::kNotFound, "There is no such queue.");
  EstimateView view;
  view.open = queue->open(step.now);
  if (!queue->offerable(step.now)) view.opens_at = queue->next_opening(step.now);
  view.position = next_position(*queue, step.now);
  view.estimate = estimate_wait(step.world, *queue, step.now);
  return view;
}

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

AnswerBody handle(Step& step, ListSlots const& command) {
  return list_slots(step.world, command, step.now);
}

}  // namespace callbackd::core
