#include "core/agent_groups.hpp"

namespace callbackd::core {

void AgentGroups::leave(AgentEntry& agent) {
  --agent.group->count[static_cast<std::size_t>(agent.counted)];
  --totals_[static_cast<std::size_t>(agent.counted)];
}

void AgentGroups::join(AgentEntry& agent) {
  agent.counted = agent.standing();
  ++agent.group->count[static_cast<std::size_t>(agent.counted)];
  ++totals_[static_cast<std::size_t>(agent.counted)];
}

void AgentGroups::place(AgentEntry& agent) {
  auto const [at, fresh] =
      groups_.try_emplace(Key{agent.every_queue, agent.queues, agent.skills}, AgentGroup{});
  AgentGroup& group = at->second;
  if (fresh) {
    group.every_queue = agent.every_queue;
    group.queues = agent.queues;
    group.skills = agent.skills;
  }
  if (agent.group) {
    leave(agent);
    bool const left = agent.group != &group && agent.group->count == AgentGroup{}.count;
    if (left) groups_.erase({agent.group->every_queue, agent.group->queues, agent.group->skills});
  }
  agent.group = &group;
  join(agent);
}

void AgentGroups::recount(AgentEntry& agent) {
  if (!agent.group || agent.counted == agent.standing()) return;
  leave(agent);
  join(agent);
}

}  // namespace callbackd::core
