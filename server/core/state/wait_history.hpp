// WaitHistory: what a queue remembers of its last accepts, to make estimates. It has the gaps
// between the accepts, and whether the estimates given at intake were right. An estimate for
// position n is n times the lower and the upper quartile of the gaps. Example: if agents accept
// every 40 to 90 seconds, the third in the line waits 120 to 270 seconds. The history is in memory
// only and is empty after a restart. Each QueueEntry owns one. Engine thread.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "core/messages/view.hpp"
#include "core/state/callback.hpp"

namespace callbackd::core {

class WaitHistory {
 public:
  static constexpr std::size_t kKept = 64;

  void accepted(Callback const& callback, Instant now);
  // The estimate for a callback at this position; 1 is next. If an agent is idle for it, the range
  // starts at 0. nullopt: there was no accept yet, and no agent is idle.
  std::optional<WaitEstimate> estimate(std::size_t position, bool agent_idle) const;

 private:
  std::array<std::int64_t, kKept> gaps_us_{};
  std::size_t gaps_ = 0;                      // how many were ever recorded
  std::array<bool, kKept> estimate_right_{};  // whether an estimate was right
  std::size_t compared_ = 0;                  // how many were ever compared
  Instant last_accept_ = Instant::min();
};

}  // namespace callbackd::core
