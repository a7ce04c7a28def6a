// Plot is one plot of a day, which svg() writes as inline SVG. It has lines or bars over the day's
// intervals, axes, a legend, and the values as tooltips. The page has the CSS classes `a`, `b` and
// `plain`, which give the colours. Pure; any thread.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace callbackd::forecast {

struct Series {
  std::string label;
  char const* css;  // CSS class: a, b or plain
  bool bars = false;
  std::vector<std::optional<std::int64_t>> values;  // one value for each interval; nullopt: a gap
};
struct Plot {
  std::string title;
  char const* unit = "";
  int places = 0;
  std::vector<Series> series;
};

// Writes a plot as SVG. `labels` has one label for each interval.
std::string svg(Plot const& plot, std::vector<std::string> const& labels);
// Escapes a text for HTML and SVG, between tags or in an attribute.
std::string escaped(std::string_view text);

}  // namespace callbackd::forecast
