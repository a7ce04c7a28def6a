// Metric: a figure that is reported of a Cell. The table of metrics() has for each its name in
// JSON, its label in the page, and how it is computed. Constant data; pure.
#pragma once
#include <optional>
#include <span>
#include <string>

#include "forecast/figures.hpp"

namespace callbackd::forecast {

struct Metric {
  enum class Better : std::uint8_t { kMore, kLess, kNeither };
  char const* name;
  char const* label;
  char const* unit;  // %, s, h or nothing
  int places;        // decimals: the value is multiplied by 10 for each (12.5 is 125 with 1 place)
  Better better;     // which direction is an improvement
  std::optional<std::int64_t> (*value)(Cell const& cell, int runs);  // nullopt: it has no value
};

std::span<Metric const> metrics();
Metric const& metric(std::string_view name);  // must exist, or the process ends

// "12.5" from 125 with one place; without zeros at the end.
std::string decimal(std::int64_t value, int places);

}  // namespace callbackd::forecast
