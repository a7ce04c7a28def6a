// Everything the core knows: the definition in force, queues, agents, callbacks and the indexes
// derived from them. Engine thread. Keeps the indexes right when a callback's place changes; the
// rules are in the files around it.
#pragma once
#include <array>
#include <deque>
#include <set>
#include <tuple>
#include <unordered_map>

#include "core/core.hpp"
#include "core/dialled_numbers.hpp"
#include "core/last_ended.hpp"
#include "core/queue.hpp"
#include "core/recent_numbers.hpp"
#include "core/request_limits.hpp"
#include "core/roster.hpp"
#include "core/slot_book.hpp"
#include "core/timers.hpp"

namespace callbackd::core {

// Who waits for a queue with which number; the oldest first.
using WaitingNumbers = std::set<std::tuple<QueueId, base::PhoneNumber, base::Serial, Callback*>>;

// Who last talked with a number, or finished a callback of it.
using LastAgents = RecentNumbers<AgentId>;
inline constexpr std::size_t kLastAgentsKept = 200'000;

struct ZoneMoves {                // after a change of the zone database
  std::vector<MovedWindow> left;  // the next one last
  std::string database;           // empty: nothing to do
};

struct World {
  Names names;
  NeedsTable needs;
  SitePtr site;
  std::deque<QueueEntry> queues;  // by QueueId; a deque: addresses stay
  Roster roster;
  std::unordered_map<base::CallbackId, Callback> callbacks;  // never iterated where order shows
  WaitingNumbers waiting_numbers;
  std::set<base::CallbackId> calls_on_hold;               // queued or offered with a live call
  std::array<std::uint64_t, kCallbackStates> in_state{};  // how many, by CallbackState
  Timers timers;
  EndedOffers ended_offers;
  EndedInteractions ended_interactions;
  RequestLimits request_limits;
  SlotBook slots;
  LastAgents last_agents{kLastAgentsKept};
  DialledNumbers dialled;
  ZoneMoves zone_moves;
  Instant last_step_at = Instant::min();
  base::Serial snapshot_asked{};  // the step that asked the gateway what lives
  bool voice_up = true;
  std::size_t callbacks_max = 0;

  QueueEntry& queue(QueueId id) { return queues[static_cast<std::size_t>(id)]; }
  QueueEntry const& queue(QueueId id) const { return queues[static_cast<std::size_t>(id)]; }
  QueueEntry& queue_of(Callback const& callback) { return queue(callback.queue); }
  QueueEntry const& queue_of(Callback const& callback) const { return queue(callback.queue); }
  QueueEntry* find_queue(std::string_view name);  // in force; nullptr: none
  AgentEntry* find_agent(std::string_view login);
  Callback* find(base::CallbackId id) {
    auto const at = callbacks.find(id);
    return at == callbacks.end() ? nullptr : &at->second;
  }
  Callback const* find(base::CallbackId id) const { return const_cast<World*>(this)->find(id); }
  std::vector<Callback const*> in_order() const;  // by serial; for what shows an order

  bool serves(AgentEntry const& agent, QueueEntry const& queue) const;
  // The oldest waiting one with this number but `other`; nullptr: none.
  Callback const* duplicate(QueueId queue, base::PhoneNumber phone, Callback const* other) const;

  WaitingLine* line_of(Callback const& callback);  // nullptr: it stands in none
  WaitingLine const* line_of(Callback const& callback) const {
    return const_cast<World*>(this)->line_of(callback);
  }

  // Takes a callback out of the waiting line, the numbers and the count, and puts it where it now
  // belongs.
  void unlist(Callback& callback);
  void list(Callback& callback);
  template <typename Change>
  void reposition(Callback& callback, Change change) {
    unlist(callback);
    change();
    list(callback);
  }
};

}  // namespace callbackd::core
