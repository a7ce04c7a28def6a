// All agents by their number, and in groups of those who can do the same. Engine thread. Never
// decides who gets what; agents are never removed, only their settings.
#pragma once
#include <deque>

#include "core/state/agent.hpp"
#include "core/state/agent_groups.hpp"

namespace callbackd::core {

class Roster {
 public:
  // Makes entries up to this id; the names are those of core::Names.
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

  // After any change of the agent, before anyone asks for the available ones.
  void refresh(AgentEntry& agent) { groups_.refresh(agent); }
  // After the definition changed what the agent can do.
  void regroup(AgentEntry& agent) { groups_.place(agent); }
  // If listed as available; else nullptr.
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
