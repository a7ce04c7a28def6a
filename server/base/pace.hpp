// A limit of so many in so long as one instant: each act adds its share of the time, and nothing
// more is taken while that is further ahead than the whole time. Equal to a bucket that refills
// steadily. Values; it knows no clock.
#pragma once
#include <algorithm>

#include "base/instant.hpp"

namespace callbackd::base {

class Pace {
 public:
  struct Share {
    Duration each{};  // what one act adds
    Duration most{};  // at once
  };
  static constexpr Share per_minute(int acts) {
    Duration const minute = std::chrono::minutes{1};
    return {minute / acts, minute};
  }

  Pace() = default;
  explicit Pace(Instant until) : until_(until) {}

  // Zero: it may be done now; else how long until then. Counts nothing.
  Duration wait(Share const& share, Instant now) const {
    return std::max(std::max(until_, now) - now + share.each - share.most, Duration{0});
  }
  void count(Share const& share, Instant now) { until_ = std::max(until_, now) + share.each; }
  void give_back(Share const& share) { until_ -= share.each; }  // what was counted
  Instant until() const { return until_; }                      // what it is made of again

 private:
  Instant until_{};
};

}  // namespace callbackd::base
