// What is reported of a cell, one metric a row: its name in JSON, its words in the page, and how it
// is worked out. Constant data; pure.
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
  int places;        // of decimals: the value is so many tens too large
  Better better;
  std::optional<std::int64_t> (*value)(Cell const& cell, int runs);  // nullopt: nothing to say
};

std::span<Metric const> metrics();
Metric const& metric(std::string_view name);  // has to exist

// 12.5 of 125 with one place; without zeros at the end.
std::string decimal(std::int64_t value, int places);

}  // namespace callbackd::forecast
