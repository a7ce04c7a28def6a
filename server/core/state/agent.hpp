// AgentEntry: one agent in memory. It has the settings of the definition, the agent's own state,
// and the work in hand. Whether an agent is busy or available is computed from these, never stored.
// Roster makes one for each agent and keeps it. Engine thread.
#pragma once
#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/messages/view.hpp"
#include "core/state/callback.hpp"
#include "core/state/names.hpp"

namespace callbackd::core {

struct AgentGroup;

inline int level_in(std::vector<SkillNeed> const& skills, SkillId skill) {  // 0: not held
  for (auto const& held : skills) {
    if (held.skill == skill) return held.level;
  }
  return 0;
}

// Standing: the first reason why an agent gets no offers at all. kAvailable: there is no such
// reason.
enum class Standing : std::uint8_t { kNotDefined, kDisconnected, kNotReady, kBusy, kAvailable };
inline constexpr std::size_t kStandings = 5;

struct AgentEntry {
  AgentId id{};
  std::string login;
  std::shared_ptr<Agent const> settings;  // null: not in the definition in force
  std::vector<SkillNeed> skills;          // by skill: the level held
  bool every_queue = false;               // the agent serves every queue
  std::vector<QueueId> queues;            // sorted; with every_queue: empty

  bool logged_in = false;
  bool connected = false;
  bool ready = false;
  std::string reason;  // empty when ready
  Instant idle_since{};
  Instant state_since{};
  Instant grace_until = kNever;           // kNever: no grace is running
  Instant last_offered = Instant::min();  // for round robin; since the start of the server

  std::vector<Callback*> work;     // own open offers and interactions, oldest first
  std::vector<Callback*> part_in;  // other agents' calls that this agent is asked into or is in
  Instant timer = kNever;          // kept by Timers
  // Only AgentGroups and Step change the four members below.
  Instant listed_since = kNever;             // its key among the available; kNever: not available
  std::uint32_t draft_index = 0;             // as Callback::draft_index
  AgentGroup* group = nullptr;               // null: the agent was never in a definition
  Standing counted = Standing::kNotDefined;  // the standing under which it is counted

  std::size_t capacity() const {
    return settings ? static_cast<std::size_t>(settings->capacity) : 0;
  }
  bool full() const { return work.size() >= capacity() || !part_in.empty(); }
  Standing standing() const {
    if (!settings) return Standing::kNotDefined;
    if (!logged_in || !connected) return Standing::kDisconnected;
    if (!ready) return Standing::kNotReady;
    return full() ? Standing::kBusy : Standing::kAvailable;
  }
  bool works() const { return every_queue || !queues.empty(); }  // false: a supervisor only
  bool available() const { return standing() == Standing::kAvailable; }
  bool busy() const { return !work.empty() || !part_in.empty(); }
  // Whether the agent's one phone is in use. It is in use while it is dialled or in a call, for the
  // agent's own interaction or another agent's. It is free while the agent is only asked to join a
  // call, or is only offered a call that waits.
  bool on_the_phone() const {
    auto const owns = [](Callback const* it) { return it->interaction && it->call; };
    auto const joined = [&](Callback const* it) {
      auto const& parties = it->call->parties;
      return std::any_of(parties.begin(), parties.end(), [&](Party const& party) {
        return party.agent == id && party.leg.lives();
      });
    };
    return std::any_of(work.begin(), work.end(), owns) ||
           std::any_of(part_in.begin(), part_in.end(), joined);
  }
  int level(SkillId skill) const { return level_in(skills, skill); }
  ChannelView channel() const { return {ready, reason, busy(), state_since}; }
};

inline bool operator==(ChannelView const& a, ChannelView const& b) {
  return a.ready == b.ready && a.reason == b.reason && a.busy == b.busy && a.since == b.since;
}

}  // namespace callbackd::core
