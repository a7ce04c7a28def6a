// DurationHistogram counts durations in buckets, for a histogram of /metrics. EngineFigures has one
// for the commits, VoiceFigures has one for the requests to Asterisk. One thread writes, any thread
// reads; the counts only rise.
#pragma once
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace callbackd::engine {

class DurationHistogram {
 public:
  // The upper ends of the buckets in microseconds. One more bucket counts all durations above the
  // last upper end.
  static constexpr std::array<std::int64_t, 12> kBounds{500,     1'000,     2'500,     5'000,
                                                        10'000,  25'000,    50'000,    100'000,
                                                        250'000, 1'000'000, 2'500'000, 10'000'000};

  void add(std::chrono::microseconds took) {
    std::size_t at = 0;
    while (at < kBounds.size() && took.count() > kBounds[at]) ++at;
    counts_[at].fetch_add(1, std::memory_order_relaxed);
    sum_us_.fetch_add(took.count(), std::memory_order_relaxed);
  }
  // Returns the count of this bucket alone. In /metrics a bucket also contains the counts of all
  // buckets below it; here it does not.
  std::uint64_t count(std::size_t bucket) const {
    return counts_[bucket].load(std::memory_order_relaxed);
  }
  std::int64_t sum_us() const { return sum_us_.load(std::memory_order_relaxed); }

 private:
  std::array<std::atomic<std::uint64_t>, kBounds.size() + 1> counts_{};
  std::atomic<std::int64_t> sum_us_{0};
};

}  // namespace callbackd::engine
