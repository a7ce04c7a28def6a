#include "core/state/agent_groups.hpp"

namespace callbackd::core {

AgentGroup& AgentGroups::group_of(AgentEntry const& agent) {
  auto const [at, fresh] =
      by_key_.try_emplace(Key{agent.every_queue, agent.queues, agent.skills}, AgentGroup{});
  AgentGroup& group = at->second;
  if (!fresh) return group;
  group.every_queue = agent.every_queue;
  group.queues = agent.queues;
  group.skills = agent.skills;
  if (free_indexes_.empty()) {
    group.index = groups_.size();
    groups_.push_back(&group);
  } else {
    group.index = free_indexes_.back();
    free_indexes_.pop_back();
    groups_[group.index] = &group;
  }
  return group;
}

// Removes a group without agents; its index may be used again. This is safe: only the kept classes
// hold indexes of groups, and every regroup() clears them.
void AgentGroups::forget_if_empty(AgentGroup& group) {
  if (group.count != AgentGroup{}.count) return;
  groups_[group.index] = nullptr;
  free_indexes_.push_back(group.index);
  by_key_.erase({group.every_queue, group.queues, group.skills});
}

void AgentGroups::regroup(AgentEntry& agent) {
  classes_.clear();
  AgentGroup& group = group_of(agent);
  bool const listed = agent.listed_since != kNever;
  if (agent.group != &group) {
    if (listed) unlist(agent);
    if (agent.group) leave(agent);
    if (auto* const left = std::exchange(agent.group, &group)) forget_if_empty(*left);
    if (listed) list(agent);
  } else {
    leave(agent);
  }
  join(agent);
}

void AgentGroups::count(AgentEntry const& agent, int change) {
  auto const standing = static_cast<std::size_t>(agent.counted);
  auto const add = [&](Standings& standings) {
    standings[standing] += static_cast<std::uint32_t>(change);
  };
  AgentGroup& group = *agent.group;
  auto const before = group.of(Standing::kAvailable);
  add(group.count);
  available_counts_.change(group.index, before, group.of(Standing::kAvailable));
  group.anyone_present() ? present_.set(group.index) : present_.reset(group.index);
  add(totals_);
  if (group.works()) add(workers_);
  if (group.every_queue) return add(everywhere_);
  for (auto const queue : group.queues) {
    auto const at = static_cast<std::size_t>(queue);
    if (by_queue_.size() <= at) by_queue_.resize(at + 1);
    add(by_queue_[at]);
  }
}

Standings AgentGroups::serving(QueueId queue) const {
  auto serving = everywhere_;
  auto const at = static_cast<std::size_t>(queue);
  for (std::size_t i = 0; at < by_queue_.size() && i < kStandings; ++i)
    serving[i] += by_queue_[at][i];
  return serving;
}

void AgentGroups::leave(AgentEntry& agent) {
  count(agent, -1);
}

void AgentGroups::join(AgentEntry& agent) {
  agent.counted = agent.standing();
  count(agent, 1);
}

void AgentGroups::refresh(AgentEntry& agent) {
  if (!agent.group) return;
  auto const standing = agent.standing();
  if (agent.counted != standing) {
    leave(agent);
    join(agent);
  }
  auto const since = standing == Standing::kAvailable ? agent.idle_since : kNever;
  if (since == agent.listed_since) return;
  if (agent.listed_since != kNever) unlist(agent);
  agent.listed_since = since;
  if (since != kNever) list(agent);
}

// Changes a group's idle list. heads_ is touched only if the first idle agent of the group changes,
// so most changes cost nothing there.
template <typename Change>
void AgentGroups::change_idle(AgentGroup& group, Change change) {
  bool const was_there = !group.idle.empty();
  auto const before = was_there ? *group.idle.begin() : IdleAgents::value_type{};
  change(group.idle);
  bool const is_there = !group.idle.empty();
  if (was_there && is_there && *group.idle.begin() == before) return;
  if (was_there) heads_.erase(before);
  if (is_there) heads_.insert(*group.idle.begin());
  is_there ? available_.set(group.index) : available_.reset(group.index);
}

void AgentGroups::list(AgentEntry& agent) {
  // The first argument of insert() is a hint: an agent who becomes idle now is nearly always the
  // last in the order.
  change_idle(*agent.group,
              [&](IdleAgents& idle) { idle.insert(idle.end(), {agent.listed_since, &agent}); });
}

void AgentGroups::unlist(AgentEntry& agent) {
  // The agent who gets work is nearly always the first in the list. That agent is removed without a
  // search.
  change_idle(*agent.group, [&](IdleAgents& idle) {
    if (idle.begin()->second == &agent) {
      idle.erase(idle.begin());
    } else {
      idle.erase({agent.listed_since, &agent});
    }
  });
}

}  // namespace callbackd::core
