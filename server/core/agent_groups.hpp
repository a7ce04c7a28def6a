// Agents who can do the same, counted by where they stand, their available ones in the order of
// idleness: what a decision costs depends on the kinds of agents, not on how many there are. Engine
// thread. Derived from the agents, never stored; an agent's group changes only with the definition.
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/agent.hpp"
#include "core/group_bits.hpp"

namespace callbackd::core {

struct IdleOrder {  // the longest idle first; tie: login
  bool operator()(std::pair<Instant, AgentEntry*> const& a,
                  std::pair<Instant, AgentEntry*> const& b) const {
    if (a.first != b.first) return a.first < b.first;
    return a.second->login < b.second->login;
  }
};
using IdleAgents = std::set<std::pair<Instant, AgentEntry*>, IdleOrder>;

struct AgentGroup {
  std::size_t place = 0;  // among the groups: its bit
  bool every_queue = false;
  std::vector<QueueId> queues;  // sorted; with every_queue: empty
  std::vector<SkillNeed> skills;
  std::array<std::uint32_t, kStandings> count{};  // of its agents, by Standing
  IdleAgents idle;                                // the available ones

  std::uint32_t of(Standing standing) const { return count[static_cast<std::size_t>(standing)]; }
  // Whether its agents hold such skills, worked out once.
  template <typename WorkOut>
  bool holds(NeedsId needs, WorkOut work_out) const {
    auto const at = static_cast<std::size_t>(needs);
    if (held_.size() <= at) held_.resize(at + 1, Held::kUnknown);
    if (held_[at] == Held::kUnknown) held_[at] = work_out() ? Held::kYes : Held::kNo;
    return held_[at] == Held::kYes;
  }

 private:
  enum class Held : std::uint8_t { kUnknown, kNo, kYes };
  mutable std::vector<Held> held_;  // by NeedsId, which never changes its meaning
};

// What callbacks ask of an agent who may have them: a queue, a step of its targets, skills.
struct NeedsClass {
  QueueId queue{};
  std::size_t step = 0;
  NeedsId needs{};
  bool operator==(NeedsClass const&) const = default;
};

class AgentGroups {
 public:
  // After the definition gave the agent other queues, skills or settings.
  void place(AgentEntry& agent);
  // After any other change of the agent: counts and lists it anew.
  void refresh(AgentEntry& agent);

  std::array<std::uint32_t, kStandings> const& totals() const { return totals_; }  // by Standing
  std::vector<AgentGroup*> const& all() const { return groups_; }  // nullptr: a free place
  AgentGroup const& at(std::size_t place) const { return *groups_[place]; }
  GroupBits const& available() const { return available_; }  // have somebody idle
  IdleAgents const& heads() const { return heads_; }         // the longest idle of each of these
  // The groups that may have what is of this class, worked out once.
  template <typename WorkOut>
  GroupBits const& fit(NeedsClass const& wanted, WorkOut work_out) const {
    auto const [at, fresh] = classes_.try_emplace(wanted);
    if (!fresh) return at->second;
    // Rules that ask for ever other skills must not fill the memory.
    if (classes_.size() > kClassesKept) {
      classes_.clear();
      return fit(wanted, work_out);
    }
    for (auto const* group : groups_) {
      if (group && work_out(*group)) at->second.set(group->place);
    }
    return at->second;
  }

 private:
  static constexpr std::size_t kClassesKept = 4'096;
  using Key = std::tuple<bool, std::vector<QueueId>, std::vector<SkillNeed>>;
  struct ClassHash {
    std::size_t operator()(NeedsClass const& wanted) const {
      auto const mixed = (std::uint64_t{static_cast<std::uint32_t>(wanted.queue)} << 32) ^
                         (std::uint64_t{wanted.step} << 24) ^
                         static_cast<std::uint32_t>(wanted.needs);
      return mixed * 0x9E3779B97F4A7C15ULL >> 16;
    }
  };
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
  std::array<std::uint32_t, kStandings> totals_{};
  GroupBits available_;
  IdleAgents heads_;
  mutable std::unordered_map<NeedsClass, GroupBits, ClassHash> classes_;
};

}  // namespace callbackd::core
