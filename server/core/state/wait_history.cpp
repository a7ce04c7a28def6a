#include "core/state/wait_history.hpp"

#include <algorithm>

namespace callbackd::core {
namespace {

constexpr std::int64_t kMicrosPerSecond = 1'000'000;
constexpr int kWholePercent = 100;
constexpr std::int64_t kLongestMicros = 366LL * 86'400 * kMicrosPerSecond;  // nobody waits longer

std::int64_t times(std::int64_t gap_us, std::int64_t places) {
  return gap_us > kLongestMicros / places ? kLongestMicros : gap_us * places;
}

}  // namespace

void WaitHistory::accepted(Callback const& callback, Instant now) {
  // The gap begins at the last accept. If the callback began to wait after that accept, the gap
  // begins at that later instant, because this callback did not wait before.
  Instant const from = std::max(last_accept_, callback.queued_since);
  gaps_us_[gaps_++ % kKept] = (now - from).count();
  last_accept_ = now;
  if (callback.given_estimate.high == 0) return;
  auto const waited_s = (now - callback.queued_since).count() / kMicrosPerSecond;
  estimate_right_[compared_++ % kKept] =
      waited_s >= callback.given_estimate.low && waited_s <= callback.given_estimate.high;
}

std::optional<WaitEstimate> WaitHistory::estimate(std::size_t position, bool agent_idle) const {
  auto const kept = std::min(gaps_, kKept);
  if (kept == 0) return agent_idle ? std::optional{WaitEstimate{}} : std::nullopt;
  std::array<std::int64_t, kKept> sorted = gaps_us_;
  std::sort(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(kept));
  auto const places = static_cast<std::int64_t>(position);
  auto const low_us = times(sorted[(kept - 1) / 4], places);
  auto const high_us = times(sorted[(kept - 1) * 3 / 4], places);
  auto const compared = std::min(compared_, kKept);
  auto const right =
      std::count(estimate_right_.begin(),
                 estimate_right_.begin() + static_cast<std::ptrdiff_t>(compared), true);
  return WaitEstimate{
      .low_seconds = agent_idle ? 0 : low_us / kMicrosPerSecond,
      .high_seconds = (high_us + kMicrosPerSecond - 1) / kMicrosPerSecond,
      .accuracy_percent = compared == 0 ? 0
                                        : static_cast<int>(right * kWholePercent /
                                                           static_cast<std::ptrdiff_t>(compared))};
}

}  // namespace callbackd::core
