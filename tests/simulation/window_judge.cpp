// Checks the answers to customers. It checks three things: that a window in which the queue does
// not open is refused, when a callback is due, and how long it will wait. Part of StepJudge, which
// step_judge.hpp declares.
#include <algorithm>

#include "simulation/step_judge.hpp"
#include "simulation/wall_hours.hpp"

namespace callbackd::simulation {
namespace {

constexpr int kOpeningsLookedAt = 20;

bool is_outside(core::Refusal const& refusal) {
  return !refusal.errors.empty() && refusal.errors.front().rule == "outside_hours";
}

}  // namespace

// Returns the first instant, at `from` or later, at which a callback of this queue may be offered.
// nullopt: there is none within the days that are looked at.
std::optional<Instant> StepJudge::first_offerable(std::string const& queue, Instant from) {
  auto const& queue_in_use = queue_in_use_of(queue);
  if (!queue_in_use.hours) return from;
  auto const needed = queue_in_use.settings.offer_timeout + queue_in_use.settings.closing_margin;
  auto at = std::optional{from};
  for (int looked = 0; at && looked < kOpeningsLookedAt; ++looked) {
    if (wall_open_for(*queue_in_use.hours, *at, needed)) return at;
    at = wall_next_opening(*queue_in_use.hours, *at);
  }
  return std::nullopt;
}

void StepJudge::judge_taken(core::TimeWindow const& window, core::CallbackView const& view) {
  auto const begin = std::max(window.not_before.value_or(now_), now_);
  auto const first = first_offerable(view.queue, begin);
  if (window.not_after && (!first || *first >= *window.not_after)) {
    return report_.violated("{}: is taken though its queue calls nobody within its window",
                            name(view.id));
  }
  if (begin > now_ && first && view.due_at != *first) {
    report_.violated("{}: is not due when its queue can first offer it", name(view.id));
  }
}

void StepJudge::judge_refused(core::PostCallback const& asked, core::Refusal const& refusal) {
  if (!is_outside(refusal) || asked.queue.empty()) return;
  auto const begin = std::max(asked.window.not_before.value_or(now_), now_);
  auto const first = first_offerable(asked.queue, begin);
  bool const touched = first && asked.window.not_after && *first < *asked.window.not_after;
  if (touched || !asked.window.not_after) {
    report_.violated("a window in which {} can call is refused", asked.queue);
  }
  if (first && refusal.opens_at != first) {
    report_.violated("{} is said to open at another time", asked.queue);
  }
}

void StepJudge::judge_wait(core::CallbackView const& view) {
  if (!view.estimate) return;
  bool const there = std::any_of(agents_.begin(), agents_.end(), [&](Agent const& agent) {
    return agent.connected && agent.row.logged_in && serves(agent, view.queue);
  });
  if (!there) report_.violated("{}: is told a wait though nobody is there", name(view.id));
  auto const& wait = *view.estimate;
  auto const offer = queue_in_use_of(view.queue).settings.offer_timeout.count();
  if (wait.accuracy_percent == 0 && wait.high_seconds - wait.low_seconds < offer) {
    report_.violated("{}: is told a precise wait that none bore out", name(view.id));
  }
}

void StepJudge::answered(core::CommandBody const& asked, core::AnswerBody const& answer) {
  auto const* post = std::get_if<core::PostCallback>(&asked);
  if (auto const* view = std::get_if<core::CallbackView>(&answer)) {
    judge_wait(*view);
    if (post) judge_taken(post->window, *view);
  }
  if (auto const* refusal = std::get_if<core::Refusal>(&answer); refusal && post) {
    judge_refused(*post, *refusal);
  }
}

}  // namespace callbackd::simulation
