// Everything the core knows: the definition in force, queues, agents, callbacks and the indexes
// derived from them. Engine thread. Keeps the indexes right when a callback's place changes; the
// rules are in the files around it.
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

// Which callbacks of a queue, not final yet, have which number, by site; the oldest of each first.
using LiveNumbers =
    std::set<std::tuple<QueueId, base::PhoneNumber, SiteId, base::Serial, Callback*>>;
inline LiveNumbers::value_type live_number(Callback& callback) {
  return {callback.queue, callback.phone, callback.site, callback.serial, &callback};
}

// Who last talked with a number, or finished a callback of it.
using LastAgents = RecentNumbers<AgentId>;
inline constexpr std::size_t kLastAgentsKept = 200'000;

struct ZoneMoves {                // after a change of the zone database
  std::vector<MovedWindow> left;  // the next one last
  std::string database;           // empty: nothing to do
};

struct World {
  explicit World(base::HashKey key) : hash_key(key) {}

  base::HashKey hash_key;  // of all tables that are keyed by what comes from outside
  Names names;
  NeedsTable needs;
  SitePtr site;
  std::deque<QueueEntry> queues;  // by QueueId; a deque: addresses stay
  Roster roster;
  base::IdMap<base::CallbackId, Callback> callbacks;  // never iterated where order shows
  LiveNumbers live_numbers;
  // Callbacks not final yet that publishable keys have made, by SiteId; a site beyond the end:
  // none.
  std::vector<std::uint64_t> publishable_live;
  // Live ones whose rows could not be understood, with who may be busy with them: until a restart
  // finds them repaired nothing is done about them, and nothing is written.
  std::map<base::CallbackId, std::vector<AgentId>> left_out;
  std::set<base::CallbackId> calls_on_hold;               // queued or offered with a live call
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
  base::Serial snapshot_asked{};  // the step that asked the gateway what lives
  bool voice_up = true;
  std::uint64_t simulated_attempts = 0;  // since the start
  bool voice_simulated = false;          // nobody's phone rings
  std::size_t callbacks_max = 0;

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
  // The oldest one of this site and queue with this number that waits or is in an agent's hands,
  // but `other`; nullptr: none.
  Callback const* duplicate(SiteId site, QueueId queue, base::PhoneNumber phone,
                            Callback const* other) const;
  std::uint64_t publishable_live_of(SiteId site) const;

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
