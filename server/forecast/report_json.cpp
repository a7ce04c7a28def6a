#include <algorithm>

#include "base/check.hpp"
#include "calendar/local_time.hpp"
#include "forecast/metrics.hpp"
#include "forecast/report.hpp"
#include "wire/json_writer.hpp"

namespace callbackd::forecast {
namespace {

void write_value(wire::JsonWriter& out, Metric const& metric, std::optional<std::int64_t> value) {
  if (value) {
    out.json(metric.name, decimal(*value, metric.places));
  } else {
    out.null(metric.name);
  }
}

void write_cell(wire::JsonWriter& out, Cell const& cell, int runs) {
  for (auto const& metric : metrics()) write_value(out, metric, metric.value(cell, runs));
}

void write_queue(wire::JsonWriter& out, QueueFigures const& queue, int runs,
                 std::vector<std::string> const& labels) {
  out.begin_object();
  out.text_or_null("queue", queue.name);
  if (queue.wanted.count() > 0) {
    out.begin_object("service_level_wanted");
    out.number("seconds", std::int64_t{queue.wanted.count()});
    out.number("percent", queue.wanted_percent);
    out.end_object();
  }
  write_cell(out, queue.day, runs);
  out.begin_array("intervals");
  for (std::size_t i = 0; i < queue.intervals.size(); ++i) {
    out.begin_object();
    out.text("from", labels[i]);
    write_cell(out, queue.intervals[i], runs);
    out.end_object();
  }
  out.end_array();
  out.end_object();
}

void write_spread(wire::JsonWriter& out, Figures const& figures) {
  out.begin_array("service_level_percent_by_run");
  for (auto const& level : figures.service_levels) {
    out.json(level ? decimal(*level, 1) : std::string{"null"});
  }
  out.end_array();
}

// Writes the differences: for each value, that of the second definition minus that of the first.
void write_difference(wire::JsonWriter& out, Figures const& first, Figures const& second) {
  out.begin_array("difference");
  for (auto const& queue : first.queues) {
    auto const* other = same_queue(second, queue);
    if (other == nullptr) continue;
    out.begin_object();
    out.text_or_null("queue", queue.name);
    for (auto const& metric : metrics()) {
      auto const before = metric.value(queue.day, first.runs);
      auto const after = metric.value(other->day, second.runs);
      write_value(out, metric, before && after ? std::optional{*after - *before} : std::nullopt);
    }
    out.end_object();
  }
  out.end_array();
}

}  // namespace

QueueFigures const* same_queue(Figures const& figures, QueueFigures const& queue) {
  auto const at = std::find_if(figures.queues.begin(), figures.queues.end(),
                               [&](auto const& other) { return other.name == queue.name; });
  return at == figures.queues.end() ? nullptr : &*at;
}

std::vector<std::string> interval_labels(Report const& report) {
  auto const zone = calendar::Zone::find(report.zone);
  CALLBACKD_CHECK(zone);
  auto const& frame = report.definitions.front().figures.frame;
  bool const one_day = frame.end - frame.begin <= std::chrono::hours{25};
  std::vector<std::string> labels;
  for (std::size_t i = 0; i < frame.intervals(); ++i) {
    auto const text = calendar::local_text(frame.start_of(i), *zone);
    labels.push_back(one_day ? text.substr(text.find('T') + 1, 5) : text.substr(0, 16));
  }
  return labels;
}

std::string report_json(Report const& report) {
  auto const labels = interval_labels(report);
  wire::JsonWriter out;
  out.begin_object();
  out.text("date", report.date);
  out.text("time_zone", report.zone);
  out.number("seed", report.seed);
  out.number("runs", report.definitions.front().figures.runs);
  out.begin_array("definitions");
  for (auto const& [name, figures] : report.definitions) {
    out.begin_object();
    out.text("name", name);
    write_spread(out, figures);
    out.begin_array("queues");
    for (auto const& queue : figures.queues) write_queue(out, queue, figures.runs, labels);
    out.end_array();
    out.end_object();
  }
  out.end_array();
  if (report.definitions.size() == 2) {
    write_difference(out, report.definitions[0].figures, report.definitions[1].figures);
  }
  out.end_object();
  return out.take();
}

std::string report_table(Report const& report) {
  constexpr std::size_t kLabel = 34;
  constexpr std::size_t kColumn = 12;
  auto const padded = [](std::string text, std::size_t width) {
    if (text.size() < width) text.insert(0, width - text.size(), ' ');
    return text;
  };
  std::string out;
  for (auto const& metric : metrics()) {
    auto line = std::string{metric.label} + (*metric.unit ? ", " : "") + metric.unit;
    line.resize(std::max(line.size(), kLabel), ' ');
    for (auto const& [name, figures] : report.definitions) {
      auto const value = metric.value(figures.queues.front().day, figures.runs);
      line += padded(value ? decimal(*value, metric.places) : "-", kColumn);
    }
    out += line + '\n';
  }
  return out;
}

}  // namespace callbackd::forecast
