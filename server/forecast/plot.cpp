#include "forecast/plot.hpp"

#include <algorithm>

#include "forecast/metrics.hpp"

namespace callbackd::forecast {
namespace {

// Sizes and positions in units of the SVG's viewBox.
constexpr std::int64_t kWidth = 720;
constexpr std::int64_t kHeight = 190;
constexpr std::int64_t kLeft = 48;
constexpr std::int64_t kRight = 712;
constexpr std::int64_t kTop = 26;
constexpr std::int64_t kBottom = 168;

// The smallest of the numbers 1, 2, 5, 10, 20, 50, … that is at least `value`.
std::int64_t round_up(std::int64_t value) {
  for (std::int64_t unit = 1;; unit *= 10) {
    for (auto const step : {1, 2, 5}) {
      if (unit * step >= value) return unit * step;
    }
  }
}

class Canvas {
 public:
  Canvas(Plot const& plot, std::vector<std::string> const& labels) : plot_(plot), labels_(labels) {
    std::int64_t most = 1;
    for (auto const& series : plot.series) {
      for (auto const& value : series.values) most = std::max(most, value.value_or(0));
    }
    most_ = round_up(most);
  }

  std::string drawn() {
    out_ += "<svg viewBox=\"0 0 " + number(kWidth) + ' ' + number(kHeight) + "\" role=\"img\">";
    out_ += "<title>" + escaped(plot_.title) + "</title>";
    text(kLeft, kTop - 12, "start", plot_.title + (*plot_.unit ? ", " : "") + plot_.unit, "head");
    legend();
    axes();
    for (auto const& series : plot_.series) {
      series.bars ? bars(series) : line(series);
    }
    return std::move(out_) + "</svg>\n";
  }

 private:
  static std::string number(std::int64_t value) { return std::to_string(value); }
  // Coordinates are computed in tenths of a unit. This writes one of them with one decimal.
  static std::string fine(std::int64_t tenths) { return decimal(tenths, 1); }

  std::int64_t x_tenths(std::size_t interval) const {
    auto const count = static_cast<std::int64_t>(labels_.size());
    return kLeft * 10 + (kRight - kLeft) * 10 * static_cast<std::int64_t>(interval) / count;
  }
  std::int64_t y_tenths(std::int64_t value) const {
    return kBottom * 10 - (kBottom - kTop) * 10 * value / most_;
  }
  void text(std::int64_t x, std::int64_t y, char const* anchor, std::string const& what,
            char const* css) {
    out_ += "<text x=\"" + number(x) + "\" y=\"" + number(y) + "\" text-anchor=\"" + anchor +
            "\" class=\"" + css + "\">" + escaped(what) + "</text>";
  }

  void legend() {
    std::int64_t x = kRight;
    for (auto series = plot_.series.rbegin(); series != plot_.series.rend(); ++series) {
      text(x, kTop - 12, "end", "■ " + series->label, series->css);
      x -= 24 + 7 * static_cast<std::int64_t>(series->label.size());
    }
  }

  void axes() {
    for (int part = 0; part <= 2; ++part) {
      auto const value = most_ * part / 2;
      auto const y = fine(y_tenths(value));
      out_ += "<line class=\"rule\" x1=\"" + number(kLeft) + "\" y1=\"" + y + "\" x2=\"" +
              number(kRight) + "\" y2=\"" + y + "\"/>";
      text(kLeft - 6, y_tenths(value) / 10 + 4, "end", decimal(value, plot_.places), "tick");
    }
    constexpr std::size_t kTicks = 12;
    auto const step = std::max<std::size_t>((labels_.size() / kTicks + 3) / 4 * 4, 1);
    for (std::size_t i = 0; i < labels_.size(); i += step) {
      text(x_tenths(i) / 10, kBottom + 16, "middle", labels_[i], "tick");
    }
  }

  void tooltip(Series const& series, std::size_t interval) {
    out_ += "<title>" + escaped(series.label) + ", " + labels_[interval] + ": " +
            decimal(*series.values[interval], plot_.places) + ' ' + plot_.unit + "</title>";
  }

  void bars(Series const& series) {
    for (std::size_t i = 0; i < series.values.size(); ++i) {
      if (!series.values[i] || *series.values[i] == 0) continue;
      auto const top = y_tenths(*series.values[i]);
      out_ += std::string{"<rect class=\""} + series.css + "\" x=\"" + fine(x_tenths(i)) +
              "\" y=\"" + fine(top) + "\" width=\"" +
              fine(std::max<std::int64_t>(x_tenths(i + 1) - x_tenths(i) - 5, 5)) + "\" height=\"" +
              fine(kBottom * 10 - top) + "\">";
      tooltip(series, i);
      out_ += "</rect>";
    }
  }

  void line(Series const& series) {
    std::string path;
    bool pen_down = false;
    for (std::size_t i = 0; i < series.values.size(); ++i) {
      if (series.values[i]) {
        auto const x = (x_tenths(i) + x_tenths(i + 1)) / 2;
        path += (pen_down ? " L" : " M") + fine(x) + ' ' + fine(y_tenths(*series.values[i]));
      }
      pen_down = series.values[i].has_value();
    }
    if (!path.empty()) {
      out_ += std::string{"<path class=\"line "} + series.css + "\" d=\"" + path.substr(1) + "\"/>";
    }
    for (std::size_t i = 0; i < series.values.size(); ++i) {
      if (!series.values[i]) continue;
      out_ += std::string{"<circle class=\""} + series.css + "\" r=\"2\" cx=\"" +
              fine((x_tenths(i) + x_tenths(i + 1)) / 2) + "\" cy=\"" +
              fine(y_tenths(*series.values[i])) + "\">";
      tooltip(series, i);
      out_ += "</circle>";
    }
  }

  Plot const& plot_;
  std::vector<std::string> const& labels_;
  std::int64_t most_ = 1;
  std::string out_;
};

}  // namespace

std::string svg(Plot const& plot, std::vector<std::string> const& labels) {
  return Canvas{plot, labels}.drawn();
}

std::string escaped(std::string_view text) {
  std::string out;
  for (char const c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        // Control characters are left out, because a page must not contain them.
        if (static_cast<unsigned char>(c) >= 0x20) out += c;
    }
  }
  return out;
}

}  // namespace callbackd::forecast
