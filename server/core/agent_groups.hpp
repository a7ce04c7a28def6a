// Agents who can do the same, counted by where they stand: what explains a decision costs as much
// as there are kinds of agents, not as there are agents. Engine thread. Derived from the agents,
// never stored; an agent's group changes only with the definition.
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <tuple>
#include <vector>

#include "core/agent.hpp"

namespace callbackd::core {

struct AgentGroup {
  bool every_queue = false;
  std::vector<QueueId> queues;  // sorted; with every_queue: empty
  std::vector<SkillNeed> skills;
  std::array<std::uint32_t, kStandings> count{};  // of its agents, by Standing

  std::uint32_t of(Standing standing) const { return count[static_cast<std::size_t>(standing)]; }
};

class AgentGroups {
 public:
  // After the definition gave the agent other queues, skills or settings.
  void place(AgentEntry& agent);
  // After any other change of the agent.
  void recount(AgentEntry& agent);

  using Key = std::tuple<bool, std::vector<QueueId>, std::vector<SkillNeed>>;
  std::map<Key, AgentGroup> const& all() const { return groups_; }
  std::array<std::uint32_t, kStandings> const& totals() const { return totals_; }  // by Standing

 private:
  void leave(AgentEntry& agent);
  void join(AgentEntry& agent);  // agent.group, as the agent stands now

  std::map<Key, AgentGroup> groups_;  // a map: addresses stay
  std::array<std::uint32_t, kStandings> totals_{};
};

}  // namespace callbackd::core
