// How many hold which slot: counts derived from the callbacks, rebuilt at a restart. Engine thread.
// Knows no rules: who may book what is in slots.hpp.
#pragma once
#include <cstdint>
#include <map>
#include <utility>

#include "base/check.hpp"
#include "core/names.hpp"

namespace callbackd::core {

class SlotBook {
 public:
  void take(QueueId queue, base::Instant start) { ++held_[{queue, start}]; }
  void give_back(QueueId queue, base::Instant start) {
    auto const at = held_.find({queue, start});
    CALLBACKD_CHECK(at != held_.end());
    if (--at->second == 0) held_.erase(at);
  }
  // Starts in [from, until): a new definition may cut the day differently.
  std::uint32_t held(QueueId queue, base::Instant from, base::Instant until) const {
    std::uint32_t count = 0;
    for (auto at = held_.lower_bound({queue, from}); at != held_.end(); ++at) {
      if (at->first.first != queue || at->first.second >= until) break;
      count += at->second;
    }
    return count;
  }
  bool operator==(SlotBook const&) const = default;

 private:
  std::map<std::pair<QueueId, base::Instant>, std::uint32_t> held_;
};

}  // namespace callbackd::core
