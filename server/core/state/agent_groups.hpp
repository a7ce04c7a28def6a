// AgentGroups: an index of the agents by what they can do. Agents with the same queues and skills
// form a group. Each group counts its agents by standing, and lists its available agents, the
// longest idle first. So the cost of a decision depends on the number of groups, not of agents. The
// index is derived from the agents and never stored. An agent changes its group only when the
// definition changes. The Roster owns it. Engine thread.
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "core/state/agent.hpp"
#include "core/state/group_counts.hpp"

namespace callbackd::core {

struct IdleOrder {  // the longest idle first; tie: login
  bool operator()(std::pair<Instant, AgentEntry*> const& a,
                  std::pair<Instant, AgentEntry*> const& b) const {
    if (a.first != b.first) return a.first < b.first;
    return a.second->login < b.second->login;
  }
};
using IdleAgents = std::set<std::pair<Instant, AgentEntry*>, IdleOrder>;

using Standings = std::array<std::uint32_t, kStandings>;  // how many agents, by Standing

struct AgentGroup {
  std::size_t index = 0;  // its index in AgentGroups::all(), and its bit in every GroupBits
  bool every_queue = false;
  std::vector<QueueId> queues;  // sorted; with every_queue: empty
  std::vector<SkillNeed> skills;
  Standings count{};  // how many of its agents have each standing
  IdleAgents idle;    // its available agents

  bool works() const { return every_queue || !queues.empty(); }
  std::uint32_t of(Standing standing) const { return count[static_cast<std::size_t>(standing)]; }
  bool anyone_present() const {
    return of(Standing::kNotReady) + of(Standing::kBusy) + of(Standing::kAvailable) > 0;
  }
  // Whether the group's agents have these skills. When this is asked for the first time, `work_out`
  // computes the answer, and the answer is kept.
  template <typename WorkOut>
  bool has_skills_for(NeedsId needs, WorkOut work_out) const {
    auto const at = static_cast<std::size_t>(needs);
    if (lacked_.test(at)) return false;
    if (held_.test(at)) return true;
    (work_out() ? held_ : lacked_).set(at);
    return held_.test(at);
  }
  // The needs for which has_skills_for() has returned false so far.
  GroupBits const& lacked() const { return lacked_; }

 private:
  // In `held_` and `lacked_`, bit n stands for NeedsId n, not for a group as in other GroupBits. A
  // bit is never cleared, because a NeedsId never changes its meaning.
  mutable GroupBits held_;
  mutable GroupBits lacked_;
};

// A class of callbacks: all callbacks that need the same of an agent. They wait in the same queue,
// are at the same step of its targets (TargetStep), and have the same needs.
struct NeedsClass {
  QueueId queue{};
  std::size_t step = 0;
  NeedsId needs{};
  auto operator<=>(NeedsClass const&) const = default;
};

// The groups of agents that serve the queue of one class of callbacks. They are split into the
// groups that have all skills that the class needs, and the groups that lack one.
struct ClassGroups {
  struct Lacking {
    SkillNeed need;
    GroupBits groups;
  };
  GroupBits fit;                 // have all skills that the class asks for
  std::vector<Lacking> lacking;  // the others, by the first need that they do not fulfil
};

// The idea: asking each of thousands of agents for each callback would be too slow, but there are
// few kinds of agents. Whether the agents of a group may have the callbacks of a class is computed
// once for the class (of_class), and kept until the definition changes. A set of groups is a set of
// bits, so "groups that fit and have an idle agent" is the AND of two sets. The counts in an
// offer's Why (messages/record.hpp) are sums over groups. Example: 5,000 agents with three
// combinations of queues and skills are three groups. A decision looks at three bits, and then at
// the idle list of one group.
//
// The invariants, for every agent with a group:
// - `counted` is the standing under which the agent is counted in its group, in totals_, workers_,
//   and everywhere_ or by_queue_. Only join() changes it, after leave() has taken the agent out of
//   the counts.
// - `listed_since` is set (not kNever) exactly while the agent is in its group's `idle` list.
// - A group's bit in available_ is set exactly while its idle list is not empty.
// - heads_ has the first agent of each idle list that is not empty.
// - A group's bit in present_ is set exactly while one of its agents is connected.
class AgentGroups {
 public:
  // Call it after the definition changed the agent's queues, skills or settings.
  void regroup(AgentEntry& agent);
  // Call it after any other change of the agent. Counts the agent under its present standing.
  void refresh(AgentEntry& agent);

  Standings const& totals() const { return totals_; }    // of all agents
  Standings const& workers() const { return workers_; }  // of those who serve any queue
  Standings serving(QueueId queue) const;                // of those who serve this queue
  // How many agents of these groups are available.
  std::uint32_t available_in(GroupBits const& groups) const {
    return available_counts_.sum(groups);
  }
  std::vector<AgentGroup*> const& all() const { return groups_; }  // nullptr: a free index
  AgentGroup const& at(std::size_t index) const { return *groups_[index]; }
  GroupBits const& available() const { return available_; }  // groups with an available agent
  GroupBits const& present() const { return present_; }      // groups with a connected agent
  IdleAgents const& heads() const { return heads_; }  // of each available group the longest idle
  // The groups for a class. The first time, `sort(group, result)` is called for each group, to add
  // the group to the result. Later the kept result is returned. The reference is valid until
  // of_class() or regroup() is called again.
  template <typename Sort>
  ClassGroups const& of_class(NeedsClass const& wanted, Sort sort) const {
    auto const [at, fresh] = classes_.try_emplace(wanted);
    if (!fresh) return at->second;
    // A result is kept for each class, and routing rules can make any number of classes. So when
    // too much is kept, all results are forgotten. Each is computed again when it is needed.
    if (classes_.size() > kClassesKept || classes_.size() * groups_.size() > kBitsKept) {
      classes_.clear();
      return classes_.emplace(wanted, sorted(sort)).first->second;
    }
    return at->second = sorted(sort);
  }

 private:
  static constexpr std::size_t kClassesKept = 4'096;
  static constexpr std::size_t kBitsKept = std::size_t{1} << 28;  // classes × groups
  using Key = std::tuple<bool, std::vector<QueueId>, std::vector<SkillNeed>>;
  template <typename Sort>
  ClassGroups sorted(Sort sort) const {
    ClassGroups classed;
    for (auto const* group : groups_) {
      if (group) sort(*group, classed);
    }
    return classed;
  }
  // Adds `change` (1 or -1) to every count in which this agent is counted, under agent.counted.
  void count(AgentEntry const& agent, int change);
  AgentGroup& group_of(AgentEntry const& agent);
  void forget_if_empty(AgentGroup& group);
  void leave(AgentEntry& agent);  // takes it out of the counts
  void join(AgentEntry& agent);   // counts it in its group, under its standing of now
  void list(AgentEntry& agent);   // adds it to the idle agents of its group
  void unlist(AgentEntry& agent);
  // Calls `change` with a group's idle agents, and keeps available_ and heads_ right.
  template <typename Change>
  void change_idle(AgentGroup& group, Change change);

  std::map<Key, AgentGroup> by_key_;  // a map: addresses stay
  std::vector<AgentGroup*> groups_;
  std::vector<std::size_t> free_indexes_;  // free indexes of groups_
  Standings totals_{};
  Standings workers_{};
  Standings everywhere_{};           // of the agents who serve every queue
  std::vector<Standings> by_queue_;  // by QueueId: of the agents who list that queue
  GroupBits available_;
  GroupBits present_;
  GroupCounts available_counts_;  // of each group how many agents are available
  IdleAgents heads_;
  mutable std::map<NeedsClass, ClassGroups> classes_;
};

}  // namespace callbackd::core
