// World: everything that the core keeps in memory: the definition in force, queues, agents,
// callbacks, and the indexes derived from them. It keeps the indexes of callbacks right
// (reposition()); the rules are in core/rules. Core owns one. Engine thread.
#pragma once
#include <array>
#include <deque>
#include <map>
#include <set>
#include <tuple>
#include <vector>

#include "base/hash_tables.hpp"
#include "core/definition/site_definition.hpp"
#include "core/messages/record.hpp"
#include "core/messages/types.hpp"
#include "core/state/dial_rates.hpp"
#include "core/state/dialled_numbers.hpp"
#include "core/state/last_ended.hpp"
#include "core/state/queue.hpp"
#include "core/state/recent_numbers.hpp"
#include "core/state/request_limits.hpp"
#include "core/state/roster.hpp"
#include "core/state/slot_book.hpp"
#include "core/state/timers.hpp"

namespace callbackd::core {

// The callbacks that are not final, in the order of queue, number and site; those with the same
// three come in the order of their serials, the oldest first. So the duplicates of a callback are
// neighbours, and so are all callbacks of a number in a queue.
using LiveNumbers =
    std::set<std::tuple<QueueId, base::PhoneNumber, SiteId, base::Serial, Callback*>>;
inline LiveNumbers::value_type live_number(Callback& callback) {
  return {callback.queue, callback.phone, callback.site, callback.serial, &callback};
}

// Last agent: the agent who last talked with a number, or marked a callback of it done.
using LastAgents = RecentNumbers<AgentId>;
inline constexpr std::size_t kLastAgentsKept = 200'000;

// The windows that a newer zone database moves; zone_changes.hpp moves some of them in each step.
struct ZoneMoves {
  std::vector<MovedWindow> left;  // in reverse: the next one is at the end
  std::string database;           // the version to store when none is left; empty: nothing to do
};

struct World {
  explicit World(base::HashKey key) : hash_key(key) {}

  base::HashKey hash_key;  // for all tables whose keys come from outside
  Names names;
  NeedsTable needs;
  SitePtr site;
  std::deque<QueueEntry> queues;  // by QueueId; a deque: addresses stay
  Roster roster;
  // All callbacks in memory. Their order here differs between runs. Code whose effects show an
  // order must use in_order().
  base::IdMap<base::CallbackId, Callback> callbacks;
  LiveNumbers live_numbers;
  // For each site, by SiteId: how many of its callbacks are not final and were made with
  // publishable keys. A site beyond the end of the vector has none.
  std::vector<std::uint64_t> publishable_live;
  // Left out: callbacks whose rows could not be understood at the start. Each has the agents of
  // whom it is not known whether they are busy with it. The server does nothing about these
  // callbacks and writes nothing, until an operator has repaired the rows and the server was
  // started again.
  std::map<base::CallbackId, std::vector<AgentId>> left_out;
  std::set<base::CallbackId> calls_on_hold;               // queued or offered, with a live call
  std::array<std::uint64_t, kCallbackStates> in_state{};  // how many, by CallbackState
  Timers timers;
  EndedOffers ended_offers;
  EndedInteractions ended_interactions;
  RequestLimits request_limits{hash_key};
  SlotBook slots;
  LastAgents last_agents{kLastAgentsKept, hash_key};
  DialledNumbers dialled{hash_key};
  DialRates dial_rates{hash_key};
  ZoneMoves zone_moves;
  Instant last_step_at = Instant::min();
  base::Serial snapshot_asked{};         // serial of the step that last ordered a snapshot
  bool voice_up = true;                  // the gateway can be reached
  std::uint64_t simulated_attempts = 0;  // since the start
  bool voice_simulated = false;          // the gateway is the simulator: no real phone rings
  std::size_t callbacks_max = 0;         // with so many in memory, new ones are refused

  QueueEntry& queue(QueueId id) { return queues[static_cast<std::size_t>(id)]; }
  QueueEntry const& queue(QueueId id) const { return queues[static_cast<std::size_t>(id)]; }
  QueueEntry& queue_of(Callback const& callback) { return queue(callback.queue); }
  QueueEntry const& queue_of(Callback const& callback) const { return queue(callback.queue); }
  QueueEntry* find_queue(std::string_view name);  // in force; nullptr: none
  QueueEntry const* find_queue(std::string_view name) const {
    return const_cast<World*>(this)->find_queue(name);
  }
  AgentEntry* find_agent(std::string_view login);
  Callback* find(base::CallbackId id) {
    auto const at = callbacks.find(id);
    return at == callbacks.end() ? nullptr : &at->second;
  }
  Callback const* find(base::CallbackId id) const { return const_cast<World*>(this)->find(id); }
  std::vector<Callback const*> in_order() const;  // by serial; for what shows an order

  bool serves(AgentEntry const& agent, QueueEntry const& queue) const;
  // The oldest callback of this site, queue and number that is not final and is not `other`;
  // nullptr: there is none.
  Callback const* duplicate(SiteId site, QueueId queue, base::PhoneNumber phone,
                            Callback const* other) const;
  std::uint64_t publishable_live_of(SiteId site) const;

  WaitingLine* line_of(Callback const& callback);  // nullptr: it stands in no line
  WaitingLine const* line_of(Callback const& callback) const {
    return const_cast<World*>(this)->line_of(callback);
  }

  // unlist() takes a callback out of all indexes (the waiting line, live_numbers, the counts by
  // state and site), and list() puts it in. Both find its place by these members of the callback:
  // state, queue, phone, priority, queued_since, due_at, required_skills and for_opening. So these
  // may change only after unlist() and before list(): change them inside of reposition().
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
