#include "forecast/metrics.hpp"
#include "forecast/plot.hpp"
#include "forecast/report.hpp"

namespace callbackd::forecast {
namespace {

// The styles of the page. It loads no other files. It is light or dark, as the reader's system is.
constexpr char const* kStyle = R"(
:root { color-scheme: light dark; --ink: #1c1e21; --paper: #ffffff; --rule: #d0d4da; --soft: #5c6570;
  --a: #1765ad; --b: #b4500f; --good: #1d7a3e; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --paper: #16181b; --rule: #3a3f46;
  --soft: #9aa3ae; --a: #6cb2f5; --b: #f0a064; --good: #6fcf8f; --bad: #f28b82; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-top: 2.5rem; border-bottom: 1px solid var(--rule); }
table { border-collapse: collapse; margin: 1rem 0; }
th, td { padding: .15rem .9rem .15rem 0; text-align: right; font-variant-numeric: tabular-nums; }
th:first-child, td:first-child { text-align: left; font-weight: normal; }
thead th { border-bottom: 1px solid var(--rule); }
svg { width: 100%; height: auto; margin: .5rem 0; }
svg text { font-size: 11px; fill: var(--ink); } svg text.tick { fill: var(--soft); }
svg text.head { font-weight: 600; }
.rule { stroke: var(--rule); } .line { fill: none; stroke-width: 1.6; }
.a { color: var(--a); fill: var(--a); } .line.a { stroke: var(--a); fill: none; }
.b { color: var(--b); fill: var(--b); } .line.b { stroke: var(--b); fill: none; stroke-dasharray: 5 3; }
.plain { fill: var(--rule); } svg text.a { fill: var(--a); } svg text.b { fill: var(--b); }
svg text.plain { fill: var(--soft); }
.good { color: var(--good); } .bad { color: var(--bad); } .soft { color: var(--soft); }
)";

constexpr char const* kMarks[] = {"a", "b"};

std::string element(char const* tag, std::string const& inside, char const* css = "") {
  auto const opening =
      std::string{"<"} + tag + (*css ? std::string{" class=\""} + css + '"' : std::string{});
  return opening + '>' + inside + "</" + tag + '>';
}

char const* verdict(Metric const& metric, std::int64_t difference) {
  if (difference == 0 || metric.better == Metric::Better::kNeither) return "";
  bool const more = difference > 0;
  return more == (metric.better == Metric::Better::kMore) ? "good" : "bad";
}

class Page {
 public:
  explicit Page(Report const& report) : report_(report), labels_(interval_labels(report)) {}

  std::string written() {
    head();
    auto const& first = report_.definitions.front().figures;
    for (auto const& queue : first.queues) section(queue);
    if (report_.definitions.size() == 2) {
      for (auto const& queue : report_.definitions[1].figures.queues) {
        if (same_queue(first, queue) == nullptr) section(queue);
      }
    }
    return std::move(out_) + "</body></html>\n";
  }

 private:
  void head() {
    auto const& figures = report_.definitions.front().figures;
    auto const title = "Simulated day " + report_.date;
    out_ += "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>";
    out_ += "<meta name=\"viewport\" content=\"width=device-width\"/>";
    out_ += element("title", escaped(title)) + element("style", kStyle) + "</head><body>\n";
    out_ += element("h1", escaped(title));
    out_ +=
        element("p",
                escaped(report_.zone) + ", seed " + std::to_string(report_.seed) + ", " +
                    std::to_string(figures.runs) + (figures.runs == 1 ? " run" : " runs") +
                    ". Counts are averages over a day. A wait begins when a callback is due in "
                    "an open queue and ends when an agent accepts it; the service level leaves "
                    "out callbacks that were given up within its time. Occupancy is that of all "
                    "agents who serve the queue.",
                "soft");
    for (std::size_t i = 0; i < report_.definitions.size(); ++i) {
      auto const& [name, of_it] = report_.definitions[i];
      out_ += element(
          "p", element("b", escaped(mark(i)) + ' ', kMarks[i]) + escaped(name) + levels(of_it));
    }
  }

  static std::string mark(std::size_t i) { return i == 0 ? "A" : "B"; }
  // A text with the lowest and the highest service level of all runs.
  static std::string levels(Figures const& figures) {
    std::optional<std::int64_t> least, most;
    for (auto const& level : figures.service_levels) {
      if (!level) continue;
      least = std::min(least.value_or(*level), *level);
      most = std::max(most.value_or(*level), *level);
    }
    if (!least || figures.runs < 2) return {};
    return ": service level " + decimal(*least, 1) + " to " + decimal(*most, 1) +
           " % from run to run";
  }

  // The figures of this queue for each definition. nullptr: that definition has no such queue.
  std::vector<QueueFigures const*> sides(QueueFigures const& queue) const {
    std::vector<QueueFigures const*> found;
    for (auto const& definition : report_.definitions) {
      found.push_back(same_queue(definition.figures, queue));
    }
    return found;
  }

  void section(QueueFigures const& queue) {
    out_ += element("h2", queue.name.empty() ? "All queues" : escaped(queue.title)) + '\n';
    for (auto const* side : sides(queue)) {
      if (side == nullptr || side->wanted.count() == 0) continue;
      out_ += element("p",
                      "Wanted: " + std::to_string(side->wanted_percent) + " % within " +
                          std::to_string(side->wanted.count()) + " s",
                      "soft");
      break;
    }
    table(queue);
    plots(queue);
  }

  void table(QueueFigures const& queue) {
    auto const of = sides(queue);
    std::string heads = element("th", "");
    for (std::size_t i = 0; i < of.size(); ++i) heads += element("th", mark(i), kMarks[i]);
    if (of.size() == 2) heads += element("th", "B − A");
    out_ += "<table><thead>" + element("tr", heads) + "</thead><tbody>\n";
    for (auto const& metric : metrics()) out_ += element("tr", row(metric, of)) + '\n';
    out_ += "</tbody></table>\n";
  }

  std::string row(Metric const& metric, std::vector<QueueFigures const*> const& of) const {
    auto cells =
        element("td", std::string{metric.label} + (*metric.unit ? ", " : "") + metric.unit);
    std::vector<std::optional<std::int64_t>> values;
    for (std::size_t i = 0; i < of.size(); ++i) {
      auto const runs = report_.definitions[i].figures.runs;
      values.push_back(of[i] ? metric.value(of[i]->day, runs) : std::nullopt);
      cells += element("td", values[i] ? decimal(*values[i], metric.places) : "–");
    }
    if (values.size() < 2) return cells;
    if (!values[0] || !values[1]) return cells + element("td", "–");
    auto const difference = *values[1] - *values[0];
    return cells + element("td", (difference > 0 ? "+" : "") + decimal(difference, metric.places),
                           verdict(metric, difference));
  }

  Series series(char const* name, QueueFigures const& queue, std::size_t side) const {
    auto const& shown = metric(name);
    auto const runs = report_.definitions[side].figures.runs;
    Series made{report_.definitions.size() == 1 ? std::string{shown.label} : mark(side),
                kMarks[side],
                false,
                {}};
    for (auto const& cell : queue.intervals) made.values.push_back(shown.value(cell, runs));
    return made;
  }

  void plots(QueueFigures const& queue) {
    for (auto const* name : {"arrived", "abandoned", "service_level_percent", "wait_p90_seconds",
                             "waiting_most", "occupancy_percent"}) {
      auto const& shown = metric(name);
      Plot plot{shown.label, shown.unit, shown.places, {}};
      auto const of = sides(queue);
      for (std::size_t i = 0; i < of.size(); ++i) {
        if (of[i] != nullptr) plot.series.push_back(series(name, *of[i], i));
      }
      bool const counts = *shown.unit == '\0' && plot.series.size() == 1;
      if (counts) plot.series.front().bars = true;
      out_ += svg(plot, labels_);
    }
  }

  Report const& report_;
  std::vector<std::string> labels_;
  std::string out_;
};

}  // namespace

std::string report_html(Report const& report) {
  return Page{report}.written();
}

}  // namespace callbackd::forecast
