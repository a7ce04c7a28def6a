// SlotBook (the slot book): how many callbacks hold each slot, and how many of them were made with
// publishable keys. It is counted from the callbacks, rebuilt at a restart, and never stored. It
// has no rules: read/slots.hpp decides who may book. World owns it. Engine thread.
#pragma once
#include <cstdint>
#include <map>
#include <utility>

#include "base/check.hpp"
#include "core/state/names.hpp"

namespace callbackd::core {

class SlotBook {
 public:
  struct Held {
    std::uint32_t all = 0;
    std::uint32_t publishable = 0;  // those of them made with publishable keys
    bool operator==(Held const&) const = default;
  };

  void take(QueueId queue, base::Instant start, bool publishable) {
    auto& held = held_[{queue, start}];
    ++held.all;
    if (publishable) ++held.publishable;
  }
  void give_back(QueueId queue, base::Instant start, bool publishable) {
    auto const at = held_.find({queue, start});
    CALLBACKD_CHECK(at != held_.end() && at->second.publishable >= (publishable ? 1U : 0U));
    if (publishable) --at->second.publishable;
    if (--at->second.all == 0) held_.erase(at);
  }
  // Counts all callbacks whose slot starts in [from, until), not only at `from`. A new definition
  // may cut the day into other slots, and then older callbacks hold starts in the middle of a new
  // slot.
  Held held(QueueId queue, base::Instant from, base::Instant until) const {
    Held count;
    for (auto at = held_.lower_bound({queue, from}); at != held_.end(); ++at) {
      if (at->first.first != queue || at->first.second >= until) break;
      count.all += at->second.all;
      count.publishable += at->second.publishable;
    }
    return count;
  }
  bool operator==(SlotBook const&) const = default;

 private:
  std::map<std::pair<QueueId, base::Instant>, Held> held_;
};

}  // namespace callbackd::core
