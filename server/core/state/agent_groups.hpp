// Agents who can do the same, counted by where they stand, their available ones in the order of
// idleness: what a decision costs depends on the kinds of agents, not on how many there are. Engine
// thread. Derived from the agents, never stored; an agent's group changes only with the definition.
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
  std::size_t place = 0;  // among the groups: its bit
  bool every_queue = false;
  std::vector<QueueId> queues;  // sorted; with every_queue: empty
  std::vector<SkillNeed> skills;
  Standings count{};  // of its agents
  IdleAgents idle;    // the available ones

  bool works() const { return every_queue || !queues.empty(); }
  std::uint32_t of(Standing standing) const { return count[static_cast<std::size_t>(standing)]; }
  bool anyone_present() const {
    return of(Standing::kNotReady) + of(Standing::kBusy) + of(Standing::kAvailable) > 0;
  }
  // Whether its agents hold such skills, worked out once.
  template <typename WorkOut>
  bool holds(NeedsId needs, WorkOut work_out) const {
    auto const at = static_cast<std::size_t>(needs);
    if (lacked_.test(at)) return false;
    if (held_.test(at)) return true;
    (work_out() ? held_ : lacked_).set(at);
    return held_.test(at);
  }
  // What is known of that so far: not asked for again.
  GroupBits const& lacked() const { return lacked_; }

 private:
  // By NeedsId, which never changes its meaning.
  mutable GroupBits held_;
  mutable GroupBits lacked_;
};

// What callbacks ask of an agent who may have them: a queue, a step of its targets, skills.
struct NeedsClass {
  QueueId queue{};
  std::size_t step = 0;
  NeedsId needs{};
  auto operator<=>(NeedsClass const&) const = default;
};

// The groups that serve the queue of a class.
struct ClassGroups {
  struct Lacking {
    SkillNeed need;
    GroupBits groups;
  };
  GroupBits fit;                 // may have what is of this class
  std::vector<Lacking> lacking;  // by the first need that each of the others lacks
};

class AgentGroups {
 public:
  // After the definition gave the agent other queues, skills or settings.
  void place(AgentEntry& agent);
  // After any other change of the agent: counts and lists it anew.
  void refresh(AgentEntry& agent);

  Standings const& totals() const { return totals_; }
  Standings const& workers() const { return workers_; }  // who serve any queue
  Standings serving(QueueId queue) const;
  // How many agents of these groups are available.
  std::uint32_t available_in(GroupBits const& groups) const {
    return available_counts_.sum(groups);
  }
  std::vector<AgentGroup*> const& all() const { return groups_; }  // nullptr: a free place
  AgentGroup const& at(std::size_t place) const { return *groups_[place]; }
  GroupBits const& available() const { return available_; }  // have somebody idle
  GroupBits const& present() const { return present_; }      // have somebody who is connected
  IdleAgents const& heads() const { return heads_; }         // the longest idle of each of these
  // Sorted out once: `sort` is called for each group and what is to be said of all of them.
  template <typename Sort>
  ClassGroups const& of_class(NeedsClass const& wanted, Sort sort) const {
    auto const [at, fresh] = classes_.try_emplace(wanted);
    if (!fresh) return at->second;
    // Rules that ask for ever other skills must not fill the memory.
    if (classes_.size() > kClassesKept || classes_.size() * groups_.size() > kBitsKept) {
      classes_.clear();
      return classes_.emplace(wanted, sorted(sort)).first->second;
    }
    return at->second = sorted(sort);
  }

 private:
  static constexpr std::size_t kClassesKept = 4'096;
  static constexpr std::size_t kBitsKept = std::size_t{1} << 28;  // classes times groups
  using Key = std::tuple<bool, std::vector<QueueId>, std::vector<SkillNeed>>;
  template <typename Sort>
  ClassGroups sorted(Sort sort) const {
    ClassGroups classed;
    for (auto const* group : groups_) {
      if (group) sort(*group, classed);
    }
    return classed;
  }
  // Adds to all counts of where agents stand.
  void count(AgentEntry const& agent, int change);
  AgentGroup& group_of(AgentEntry const& agent);
  void forget_if_empty(AgentGroup& group);
  void leave(AgentEntry& agent);
  void join(AgentEntry& agent);  // agent.group, as the agent stands now
  void list(AgentEntry& agent);
  void unlist(AgentEntry& agent);
  // Calls `change` of a group's idle agents and keeps bits and heads right.
  template <typename Change>
  void change_idle(AgentGroup& group, Change change);

  std::map<Key, AgentGroup> by_key_;  // a map: addresses stay
  std::vector<AgentGroup*> groups_;
  std::vector<std::size_t> free_places_;  // of groups_: many may come at once
  Standings totals_{};
  Standings workers_{};
  Standings everywhere_{};          // who serve every queue
  std::vector<Standings> by_name_;  // by QueueId: who name it among theirs
  GroupBits available_;
  GroupBits present_;
  GroupCounts available_counts_;
  IdleAgents heads_;
  mutable std::map<NeedsClass, ClassGroups> classes_;
};

}  // namespace callbackd::core
