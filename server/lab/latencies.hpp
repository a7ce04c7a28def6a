// Latencies: a histogram of durations. There are 64 buckets for each doubling of the duration, so a
// bucket is at most 1.6 % wide, and a percentile is exact to 1.6 %. The memory does not grow with
// the number of samples. The Tally owns it. The thread of run_load().
#pragma once
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace callbackd::lab {

class Latencies {
 public:
  void add(std::chrono::nanoseconds took);
  std::uint64_t count() const { return count_; }
  // Returns the smallest time that `percent` of all samples did not exceed, exact to the width of a
  // bucket. Returns 0 if there are no samples.
  double percentile_ms(double percent) const;
  double longest_ms() const;

 private:
  static constexpr std::size_t kStepBits = 6;  // 2^6 = 64 buckets for each doubling
  static constexpr std::size_t kDoublings = 40;
  static std::size_t bucket_of(std::uint64_t nanoseconds);
  static std::uint64_t top_of(std::size_t bucket);

  std::array<std::uint64_t, (kDoublings + 1) << kStepBits> buckets_{};
  std::uint64_t count_ = 0;
  std::uint64_t longest_ = 0;
};

}  // namespace callbackd::lab
