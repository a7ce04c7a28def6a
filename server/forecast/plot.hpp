// Plot: one plot of a day as inline SVG: lines or bars over its intervals, with axes, a legend, and
// the values as tooltips. Pure. Colours come from the page's CSS classes a, b and plain.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace callbackd::forecast {

struct Series {
  std::string label;
  char const* css;  // a, b or plain
  bool bars = false;
  std::vector<std::optional<std::int64_t>> values;  // by interval; nullopt: a gap
};
struct Plot {
  std::string title;
  char const* unit = "";
  int places = 0;
  std::vector<Series> series;
};

std::string svg(Plot const& plot, std::vector<std::string> const& labels);  // labels: by interval
// A text escaped for HTML and SVG, between tags or in an attribute.
std::string escaped(std::string_view text);

}  // namespace callbackd::forecast
