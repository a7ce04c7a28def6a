// Checks what offers and the answer to `explain` say about agents who were not chosen. It counts
// these agents one by one. Part of StepJudge, which step_judge.hpp declares.
#include <algorithm>
#include <set>

#include "simulation/step_judge.hpp"
#include "simulation/wall_hours.hpp"

namespace callbackd::simulation {

std::uint32_t StepJudge::count(CallbackFacts const& it, Counts& away) {
  std::uint32_t candidates = 0;
  for (auto const& agent : agents_) {
    if (!serves(agent, it.row.queue)) continue;
    ++candidates;
    if (auto const reason = kept_away(it, agent)) ++away[*reason];
  }
  return candidates;
}

void StepJudge::compare(CallbackFacts const& it, std::vector<core::Why::Excluded> const& told,
                        Counts away) {
  for (auto const& excluded : told) away[excluded.reason] -= excluded.count;
  for (auto const& [reason, left] : away) {
    if (left == 0) continue;
    report_.violated("{}: {} too few are told to be kept away by {}", name(it.row.id),
                     static_cast<std::int32_t>(left), core::to_text(reason));
  }
}

void StepJudge::judge_why(CallbackFacts const& it, core::Why const& why) {
  Counts away;
  auto const candidates = count(it, away);
  if (why.candidates != candidates) {
    report_.violated("{}: {} candidates were told, {} serve the queue", name(it.row.id),
                     why.candidates, candidates);
  }
  compare(it, why.excluded, away);
}

void StepJudge::judge_skill(CallbackFacts const& it, core::ExplainView::Excluded const& told) {
  auto const id = name(it.row.id);
  auto const level_asked = [&](Instant at) {
    int level = 0;
    for (auto const& need : asked(it, at)) {
      if (need.skill == told.skill) level = std::max(level, need.level);
    }
    return level;
  };
  if (told.required > level_asked(now_) || told.required < 1) {
    report_.violated("{}: {} {} is told to be asked for", id, told.skill, told.required);
  }
  std::optional<Instant> relaxes;
  for (auto const& step : queue_in_use_of(it.row.queue).settings.targets) {
    auto const at = it.row.queue_entered_at.value_or(now_) + step.after;
    if (at > now_ && !relaxes && level_asked(at) < told.required) relaxes = at;
  }
  if (told.until != relaxes) {
    report_.violated("{}: {} is told to relax at another time", id, told.skill);
  }
  // An agent who lacks two skills is counted under only one of them. So the core can count fewer
  // agents for this skill than this loop finds.
  std::multiset<int> levels;
  for (auto const& agent : agents_) {
    bool const by_skill =
        serves(agent, it.row.queue) && kept_away(it, agent) == core::ExclusionReason::kSkill;
    auto const level = level_of(*agent.settings, told.skill);
    if (by_skill && level < told.required) levels.insert(level);
  }
  bool const all = levels.size() == told.count;
  if (levels.size() < told.count || !levels.contains(told.highest_level) ||
      (all && told.highest_level != *levels.rbegin())) {
    report_.violated("{}: {} at most is told to be held of {}", id, told.highest_level, told.skill);
  }
}

std::optional<Instant> StepJudge::ends(CallbackFacts const& it, core::ExclusionReason reason) {
  using Reason = core::ExclusionReason;
  auto const& row = it.row;
  if (reason == Reason::kNotDue && row.due_at > now_) return row.due_at;
  if (reason == Reason::kPreferredAgentFirst) return row.reserved_until;
  if (reason == Reason::kClosed) return wall_next_opening(*queue_in_use_of(row.queue).hours, now_);
  std::optional<Instant> first;
  for (auto const& agent : agents_) {
    bool const counts = reason == Reason::kLetItGo && serves(agent, row.queue) &&
                        kept_away(it, agent) == Reason::kLetItGo;
    if (!counts) continue;
    auto const until = it.exclusions.at(agent.login);
    first = std::min(first.value_or(until), until);
  }
  return first;
}

void StepJudge::explained(Instant now, CallbackId id, core::ExplainView::Waiting const& told) {
  now_ = now;
  auto const& it = checker_.facts.callbacks.at(id);
  Counts away;
  auto const candidates = count(it, away);
  if (told.candidates != candidates) {
    report_.violated("{}: {} candidates were told, {} serve the queue", name(id), told.candidates,
                     candidates);
  }
  compare(it, {told.excluded.begin(), told.excluded.end()}, away);
  bool const nobody = std::any_of(
      told.excluded.begin(), told.excluded.end(),
      [](auto const& excluded) { return excluded.reason == core::ExclusionReason::kNoAgents; });
  if (nobody != (candidates == 0)) {
    report_.violated("{}: {} serve the queue, explain says otherwise", name(id), candidates);
  }
  if (!told.next_change_at) report_.violated("{}: nothing changes for ever", name(id));
  for (auto const& excluded : told.excluded) {
    if (excluded.until && told.next_change_at > *excluded.until) {
      report_.violated("{}: something changes before it is told to", name(id));
    }
    if (excluded.reason == core::ExclusionReason::kSkill) {
      judge_skill(it, excluded);
      continue;
    }
    auto const wanted = ends(it, excluded.reason);
    bool const beyond = excluded.reason == core::ExclusionReason::kClosed && !wanted;
    if (!beyond && excluded.until != wanted) {
      report_.violated("{}: {} is told to end at another time", name(id),
                       core::to_text(excluded.reason));
    }
  }
}

}  // namespace callbackd::simulation
