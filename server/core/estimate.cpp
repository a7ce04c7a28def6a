#include "core/estimate.hpp"

#include <algorithm>

#include "core/matching.hpp"
#include "core/schedule.hpp"

namespace callbackd::core {
namespace {

bool hold(std::vector<SkillNeed> const& skills, Needs const& needs) {
  return std::all_of(needs.begin(), needs.end(), [&](SkillNeed const& need) {
    return level_in(skills, need.skill) >= need.level;
  });
}

// Somebody who serves the queue is available and can do what is asked for.
bool agent_idle(World const& world, QueueEntry const& queue, Needs const& asked,
                Needs const& asked_too, Instant now) {
  if (!queue.offerable(now)) return false;
  auto const& groups = world.roster.groups().all();
  return std::any_of(groups.begin(), groups.end(), [&](AgentGroup const* group) {
    if (!group || group->of(Standing::kAvailable) == 0) return false;
    bool const serves = group->every_queue || queue.unknown ||
                        std::binary_search(group->queues.begin(), group->queues.end(), queue.id);
    return serves && hold(group->skills, asked) && hold(group->skills, asked_too);
  });
}

}  // namespace

// Only the next one in line is served by an idle agent at once.

std::optional<WaitEstimate> estimate_wait(World const& world, QueueEntry const& queue,
                                          std::uint32_t position, Instant now) {
  static Needs const kNone;
  auto const first_step = queue.step_index(now, now);
  auto const& asked = first_step < queue.targets.size() ? queue.targets[first_step].needs : kNone;
  bool const idle = position == 1 && agent_idle(world, queue, asked, kNone, now);
  return queue.history.estimate(position, idle);
}

std::optional<WaitEstimate> estimate_wait(World const& world, Callback const& callback,
                                          std::uint32_t position, Instant now) {
  auto const& queue = world.queue_of(callback);
  auto const* const holder = world.roster.find(callback.reserved_agent);
  // Then whoever else is idle is not asked yet.
  bool const waits_for_one =
      reserved_for_other(callback, kNobody, now) && !(holder && holder->available());
  bool const idle = position == 1 && !waits_for_one &&
                    agent_idle(world, queue, queue.needs_now(callback, now),
                               world.needs.needs(callback.required_skills), now);
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
  auto why = count_candidates(step.world, *callback, step.now);
  ExplainView::Waiting waiting;
  bool const queued = callback->queued_since != kNever;
  waiting.since = queued ? callback->queued_since : callback->created_at;
  waiting.candidates = why.candidates;
  waiting.excluded = std::move(why.excluded);
  if (callback->timer != kNever) waiting.next_change_at = callback->timer;
  view.waiting = std::move(waiting);
  return view;
}

}  // namespace callbackd::core
