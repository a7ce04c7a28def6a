// What a queue remembers of its recent accepts, for the estimated wait: the last gaps between them,
// and how often the range told at intake came true. Engine thread. Kept in memory only: after a
// restart it is learnt anew.
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
  // For one at this position, 1 is next. An idle agent makes the wait start at 0.
  std::optional<WaitEstimate> estimate(std::size_t position, bool agent_idle) const;

 private:
  std::array<std::int64_t, kKept> gaps_us_{};
  std::size_t gaps_ = 0;  // ever recorded
  std::array<bool, kKept> told_right_{};
  std::size_t told_ = 0;  // ever compared
  Instant last_accept_ = Instant::min();
};

}  // namespace callbackd::core
