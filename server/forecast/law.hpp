// How long something takes, by chance: a distribution of durations as a day's description gives it.
// Values. Drawn in integers only: a logarithm of the standard library may differ between machines.
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
  Duration first{0};   // the value, the least, the mean, the mean, the median
  Duration second{0};  // uniform: the most; lognormal: what nine of ten do not exceed
  int stages = 1;      // Erlang: the sum of so many exponential ones

  static Law fixed(Duration value) { return {Kind::kFixed, value, Duration{0}, 1}; }
  static Law exponential(Duration mean) { return {Kind::kExponential, mean, Duration{0}, 1}; }
};

Duration draw(Law const& law, Chance chance);

}  // namespace callbackd::forecast
