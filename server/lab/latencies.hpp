// How long things took: counts in buckets that are 1.6 % wide, so that a million samples cost
// nothing and a percentile is never a guess. One thread.
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
  // The least time that `percent` of all did not exceed, up to the bucket's width. 0: no samples.
  double percentile_ms(double percent) const;
  double longest_ms() const;

 private:
  static constexpr std::size_t kStepBits = 6;  // buckets per doubling: 64
  static constexpr std::size_t kDoublings = 40;
  static std::size_t bucket_of(std::uint64_t nanoseconds);
  static std::uint64_t top_of(std::size_t bucket);

  std::array<std::uint64_t, (kDoublings + 1) << kStepBits> buckets_{};
  std::uint64_t count_ = 0;
  std::uint64_t longest_ = 0;
};

}  // namespace callbackd::lab
