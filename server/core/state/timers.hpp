// Timers: at most one instant for each callback and one for each agent. Timers run in the order of
// their instants. At the same instant agents come before callbacks. Of two agents the lower AgentId
// comes first, of two callbacks the lower serial. This class only says which timer is due; it does
// not act. World owns it. Engine thread.
#pragma once
#include <optional>
#include <set>
#include <tuple>

#include "core/state/agent.hpp"
#include "core/state/callback.hpp"

namespace callbackd::core {

class Timers {
 public:
  struct Due {
    Callback* callback = nullptr;
    AgentEntry* agent = nullptr;  // exactly one of the two
  };

  // Sets the timer, or changes it; kNever removes it. The instant is kept in callback.timer.
  void set(Callback& callback, Instant at) {
    set_entry(callback.timer, at,
              {at, 1, static_cast<std::uint64_t>(callback.serial), {&callback, nullptr}});
  }
  void set(AgentEntry& agent, Instant at) {
    set_entry(agent.timer, at, {at, 0, static_cast<std::uint64_t>(agent.id), {nullptr, &agent}});
  }
  Instant next() const { return entries_.empty() ? kNever : entries_.begin()->at; }
  std::size_t size() const { return entries_.size(); }

  // Removes the first timer that is due and returns its callback or agent; nullopt: no timer is
  // due.
  std::optional<Due> take_due(Instant now) {
    if (next() > now || entries_.empty()) return std::nullopt;
    Due const due = entries_.begin()->due;
    entries_.erase(entries_.begin());
    (due.callback ? due.callback->timer : due.agent->timer) = kNever;
    return due;
  }

 private:
  struct Entry {
    Instant at;
    // 0: the end of an agent's grace (the time to reconnect); 1: a callback's timer. At the same
    // instant a grace ends before an offer reaches its deadline.
    int kind;
    std::uint64_t order;
    Due due;
    bool operator<(Entry const& other) const {
      return std::tie(at, kind, order) < std::tie(other.at, other.kind, other.order);
    }
  };
  void set_entry(Instant& current, Instant at, Entry entry) {
    if (current == at) return;
    if (current != kNever) {
      Entry old = entry;
      old.at = current;
      entries_.erase(old);
    }
    current = at;
    if (at != kNever) entries_.insert(entry);
  }
  std::set<Entry> entries_;
};

}  // namespace callbackd::core
