// Law: a probability distribution of durations, as a day's description gives it, and drawing from
// it. Values; pure. It uses integers only: std::log may give other results on another machine, and
// then the same seed would give another day.
#pragma once
#include <chrono>

#include "base/instant.hpp"
#include "forecast/chance.hpp"

namespace callbackd::forecast {

using base::Duration;
using base::Instant;

struct Law {
  enum class Kind : std::uint8_t { kFixed, kUniform, kExponential, kErlang, kLognormal };
  Kind kind = Kind::kFixed;
  Duration first{0};   // fixed: the value; uniform: the least; lognormal: the median; else the mean
  Duration second{0};  // uniform: the most; lognormal: the 90th percentile
  int stages = 1;      // Erlang: the sum of so many exponential durations

  static Law fixed(Duration value) { return {Kind::kFixed, value, Duration{0}, 1}; }
  static Law exponential(Duration mean) { return {Kind::kExponential, mean, Duration{0}, 1}; }
};

Duration draw(Law const& law, Chance chance);  // one duration from the stream `chance`

}  // namespace callbackd::forecast
