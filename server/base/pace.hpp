// Pace: a rate limit ("at most N acts in a time T") that needs only one instant as its state. Each
// act moves the instant forward by T / N; an instant in the past counts as now. An act must wait if
// the instant would be more than T after now. This is the same as a token bucket of N tokens that
// refills steadily (GCRA, ITU-T I.371). Example: per_minute(60) allows 60 acts immediately, and
// then one act a second. A value; any thread; reads no clock.
#pragma once
#include <algorithm>

#include "base/instant.hpp"

namespace callbackd::base {

class Pace {
 public:
  struct Share {
    Duration each{};  // T / N: what one act adds
    Duration most{};  // T: how far ahead of now the instant may be
  };
  static constexpr Share per_minute(int acts) {
    Duration const minute = std::chrono::minutes{1};
    return {minute / acts, minute};
  }

  Pace() = default;
  explicit Pace(Instant until) : until_(until) {}

  // Returns how long the next act must wait; zero means that it is allowed now. The act is not
  // counted.
  Duration wait(Share const& share, Instant now) const {
    return std::max(std::max(until_, now) - now + share.each - share.most, Duration{0});
  }
  void count(Share const& share, Instant now) { until_ = std::max(until_, now) + share.each; }
  void give_back(Share const& share) { until_ -= share.each; }  // undoes one count()
  Instant until() const { return until_; }  // the whole state: Pace(until) goes on from there

 private:
  Instant until_{};
};

}  // namespace callbackd::base
