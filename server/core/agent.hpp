// One agent: what the definition says, the agent's own state, and the work in its hands. Engine
// thread. Busy and available are derived from these, never stored.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/callback.hpp"
#include "core/names.hpp"
#include "core/view.hpp"

namespace callbackd::core {

struct AgentEntry {
  AgentId id{};
  std::string login;
  std::shared_ptr<Agent const> settings;  // null: not in the definition in force
  std::vector<SkillNeed> skills;          // by skill: the level held
  bool every_queue = false;
  std::vector<QueueId> queues;  // sorted; with every_queue: empty

  bool logged_in = false;
  bool connected = false;
  bool ready = false;
  std::string reason;  // empty when ready
  Instant idle_since{};
  Instant state_since{};
  Instant grace_until = kNever;  // kNever: none is running
  Instant last_offered = Instant::min();

  std::vector<Callback*> work;  // open offers and interactions, oldest first
  Instant timer = kNever;
  Instant listed_since = kNever;  // place among the available; kNever: not there
  std::uint32_t draft = 0;        // as Callback::draft

  std::size_t capacity() const {
    return settings ? static_cast<std::size_t>(settings->capacity) : 0;
  }
  bool available() const {
    return settings && logged_in && connected && ready && work.size() < capacity();
  }
  bool busy() const { return !work.empty(); }
  int level(SkillId skill) const {
    for (auto const& held : skills) {
      if (held.skill == skill) return held.level;
    }
    return 0;
  }
  ChannelView channel() const { return {ready, reason, busy()}; }
};

inline bool operator==(ChannelView const& a, ChannelView const& b) {
  return a.ready == b.ready && a.reason == b.reason && a.busy == b.busy;
}

}  // namespace callbackd::core
