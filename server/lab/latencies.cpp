#include "lab/latencies.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace callbackd::lab {
namespace {

constexpr double kNanosecondsPerMs = 1e6;

}  // namespace

// Returns the bucket of a duration. Below 64 ns there is a bucket for each nanosecond. From 64 ns
// on, the bucket is given by the position of the highest bit (the doubling) and the six bits after
// it.
std::size_t Latencies::bucket_of(std::uint64_t nanoseconds) {
  std::uint64_t const steps = std::uint64_t{1} << kStepBits;
  if (nanoseconds < steps) return static_cast<std::size_t>(nanoseconds);
  auto const doubling = static_cast<std::size_t>(std::bit_width(nanoseconds)) - kStepBits - 1;
  if (doubling >= kDoublings) return ((kDoublings + 1) << kStepBits) - 1;
  return ((doubling + 1) << kStepBits) +
         static_cast<std::size_t>((nanoseconds >> doubling) - steps);
}

std::uint64_t Latencies::top_of(std::size_t bucket) {
  std::uint64_t const steps = std::uint64_t{1} << kStepBits;
  if (bucket < steps) return bucket;
  auto const doubling = (bucket >> kStepBits) - 1;
  return (((bucket & (steps - 1)) + steps + 1) << doubling) - 1;
}

void Latencies::add(std::chrono::nanoseconds took) {
  auto const nanoseconds = static_cast<std::uint64_t>(std::max<std::int64_t>(took.count(), 0));
  ++buckets_[bucket_of(nanoseconds)];
  ++count_;
  longest_ = std::max(longest_, nanoseconds);
}

double Latencies::percentile_ms(double percent) const {
  if (count_ == 0) return 0;
  auto const wanted = std::max<std::uint64_t>(
      1, static_cast<std::uint64_t>(std::ceil(static_cast<double>(count_) * percent / 100)));
  std::uint64_t seen = 0;
  for (std::size_t bucket = 0; bucket < buckets_.size(); ++bucket) {
    seen += buckets_[bucket];
    if (seen >= wanted)
      return static_cast<double>(std::min(top_of(bucket), longest_)) / kNanosecondsPerMs;
  }
  return longest_ms();
}

double Latencies::longest_ms() const {
  return static_cast<double>(longest_) / kNanosecondsPerMs;
}

}  // namespace callbackd::lab
