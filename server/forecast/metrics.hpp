// Metric is a figure of a Cell that is reported. The table metrics() has its name in the JSON
// report, its label in the HTML page, and the function that computes it. Constant; any thread.
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
  char const* unit;  // %, s, h or an empty text
  // Number of decimals. The value is an integer, multiplied by 10 for each decimal: 12.5 with 1
  // decimal is 125.
  int places;
  Better better;  // whether more or less is better
  std::optional<std::int64_t> (*value)(Cell const& cell, int runs);  // nullopt: there is no value
};

std::span<Metric const> metrics();
Metric const& metric(std::string_view name);  // a name that does not exist ends the process

// Writes a value with decimals: "12.5" for 125 and one decimal. Zeros at the end of the decimals
// are left out.
std::string decimal(std::int64_t value, int places);

}  // namespace callbackd::forecast
