#include "core/agent_groups.hpp"

namespace callbackd::core {
namespace {

void move_to(AgentEntry& agent, Standing standing) {
  --agent.group->count[static_cast<std::size_t>(agent.counted)];
  agent.counted = standing;
  ++agent.group->count[static_cast<std::size_t>(standing)];
}

}  // namespace

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
    --agent.group->count[static_cast<std::size_t>(agent.counted)];
    bool const left = agent.group != &group && agent.group->count == AgentGroup{}.count;
    if (left) groups_.erase({agent.group->every_queue, agent.group->queues, agent.group->skills});
  }
  agent.group = &group;
  agent.counted = agent.standing();
  ++group.count[static_cast<std::size_t>(agent.counted)];
}

void AgentGroups::recount(AgentEntry& agent) {
  if (agent.group && agent.counted != agent.standing()) move_to(agent, agent.standing());
}

}  // namespace callbackd::core
