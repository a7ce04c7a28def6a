// Roster: all agents, by their AgentId, and their groups. Agents are never removed; an agent who
// leaves the definition loses only the settings. World owns it. Engine thread.
#pragma once
#include <deque>

#include "core/state/agent.hpp"
#include "core/state/agent_groups.hpp"

namespace callbackd::core {

class Roster {
 public:
  // The entry of the agent. Makes all missing entries up to this id, with the logins of
  // core::Names.
  AgentEntry& at(AgentId id, Names const& names) {
    while (agents_.size() <= static_cast<std::size_t>(id)) {
      auto const next = static_cast<AgentId>(agents_.size());
      agents_.emplace_back();
      agents_.back().id = next;
      agents_.back().login = names.agents.name(next);
    }
    return agents_[static_cast<std::size_t>(id)];
  }
  AgentEntry* find(AgentId id) {
    return static_cast<std::size_t>(id) < agents_.size() ? &agents_[static_cast<std::size_t>(id)]
                                                         : nullptr;
  }
  AgentEntry const* find(AgentId id) const { return const_cast<Roster*>(this)->find(id); }

  // Call it after any change of the agent, before available agents are looked for.
  void refresh(AgentEntry& agent) { groups_.refresh(agent); }
  // Call it after the definition changed the agent's queues, skills or settings.
  void regroup(AgentEntry& agent) { groups_.regroup(agent); }
  // The agent, if available; else nullptr.
  AgentEntry* available(AgentId id) const {
    auto* const agent = const_cast<Roster*>(this)->find(id);
    return agent && agent->listed_since != kNever ? agent : nullptr;
  }
  AgentGroups const& groups() const { return groups_; }

  std::deque<AgentEntry>& agents() { return agents_; }
  std::deque<AgentEntry> const& agents() const { return agents_; }

 private:
  std::deque<AgentEntry> agents_;  // a deque: addresses stay
  AgentGroups groups_;
};

}  // namespace callbackd::core
