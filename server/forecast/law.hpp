// Law is a probability distribution of durations, as a day's description gives it. draw() draws a
// duration from it. It uses integers only, because std::log may give different results on different
// machines. Then the same seed would give different days. A value and a pure function; any thread.
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
  // The first parameter. kFixed: the value. kUniform: the shortest duration. kLognormal: the
  // median. kExponential and kErlang: the mean.
  Duration first{0};
  Duration second{0};  // kUniform: the longest duration; kLognormal: the 90th percentile
  int stages = 1;      // kErlang: how many exponential durations are added

  static Law fixed(Duration value) { return {Kind::kFixed, value, Duration{0}, 1}; }
  static Law exponential(Duration mean) { return {Kind::kExponential, mean, Duration{0}, 1}; }
};

// Draws one duration, with random numbers from `chance`.
Duration draw(Law const& law, Chance chance);

}  // namespace callbackd::forecast
