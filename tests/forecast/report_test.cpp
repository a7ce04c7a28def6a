#include "forecast/report.hpp"

#include <catch2/catch.hpp>

#include "forecast/metrics.hpp"
#include "forecast/plot.hpp"
#include "small_world.hpp"

using namespace callbackd;
using namespace callbackd::forecast;

namespace {

Report report_of(std::vector<int> const& agents) {
  Report report{"2027-03-15", "UTC", 1, {}};
  for (auto const count : agents) {
    report.definitions.push_back(
        {std::to_string(count) + ".toml", figures_of(small_site(count), small_day())});
  }
  return report;
}

std::size_t occurrences(std::string const& text, std::string const& part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

}  // namespace

TEST_CASE("percentiles are by nearest rank") {
  std::vector<std::int64_t> const values{10, 20, 30, 40};
  CHECK(percentile(values, 50) == 20);
  CHECK(percentile(values, 51) == 30);
  CHECK(percentile(values, 75) == 30);
  CHECK(percentile(values, 76) == 40);
  CHECK(percentile(values, 100) == 40);
  CHECK(percentile(values, 1) == 10);
  CHECK(percentile({}, 50) == std::nullopt);
}

TEST_CASE("decimals lose what says nothing") {
  CHECK(decimal(125, 1) == "12.5");
  CHECK(decimal(120, 1) == "12");
  CHECK(decimal(5, 2) == "0.05");
  CHECK(decimal(-5, 1) == "-0.5");
  CHECK(decimal(0, 3) == "0");
  CHECK(decimal(7, 0) == "7");
}

TEST_CASE("counts of several runs are those of a day, and percentiles are of all") {
  auto const figures = figures_of(small_site(1), small_day(), 1, 4);
  auto const& cell = figures.queues.front().day;
  CHECK(metric("arrived").value(cell, figures.runs) == 30);
  CHECK(metric("staffed_hours").value(cell, figures.runs) == 100);
  CHECK(cell.waits.size() == 12);
  CHECK(figures.service_levels.size() == 4);
}

TEST_CASE("the JSON says what was worked out by hand") {
  auto const json = report_json(report_of({1}));
  CHECK(json.find("\"wait_p50_seconds\":320,") != std::string::npos);
  CHECK(json.find("\"service_level_percent\":33.3,") != std::string::npos);
  CHECK(json.find("\"occupancy_percent\":50.8,") != std::string::npos);
  CHECK(json.find("\"from\":\"08:45\"") != std::string::npos);
  CHECK(json.find("\"difference\"") == std::string::npos);
}

TEST_CASE("two definitions come with the second less the first") {
  auto const json = report_json(report_of({1, 2}));
  auto const difference = json.substr(json.find("\"difference\""));
  CHECK(difference.find("\"wait_longest_seconds\":-610,") != std::string::npos);
  CHECK(difference.find("\"service_level_percent\":66.7,") != std::string::npos);
  auto const html = report_html(report_of({1, 2}));
  CHECK(html.find("<td class=\"good\">-610</td>") != std::string::npos);
  CHECK(occurrences(html, "<svg ") == occurrences(html, "</svg>"));
}

TEST_CASE("a queue of one definition alone is shown without a difference") {
  auto report = report_of({1, 1});
  auto site = small_site(1);
  site->queues.push_back(site->queues.front());
  site->queues.back().name = site->queues.back().title = "new";
  report.definitions[1].figures = figures_of(site, small_day());
  CHECK(report_html(report).find("<h2>new</h2>") != std::string::npos);
  CHECK(occurrences(report_json(report), "\"queue\":\"new\"") == 1);
}

TEST_CASE("names are escaped in the page") {
  auto site = small_site(1);
  site->queues.front().title = "<b>\"R&D\"</b>";
  Report report{"2027-03-15", "UTC", 1, {{"a&b.toml", figures_of(site, small_day())}}};
  auto const html = report_html(report);
  CHECK(html.find("&lt;b&gt;&quot;R&amp;D&quot;&lt;/b&gt;") != std::string::npos);
  CHECK(html.find("a&amp;b.toml") != std::string::npos);
  CHECK(html.find("<b>\"R") == std::string::npos);
}

TEST_CASE("a plot leaves gaps where there is nothing to say") {
  Plot const plot{"Level", "%", 1, {{"A", "a", false, {100, std::nullopt, 300, 400}}}};
  auto const drawn = svg(plot, {"08:00", "08:15", "08:30", "08:45"});
  auto const path = drawn.substr(drawn.find(" d=\""), drawn.find("/>", drawn.find(" d=\"")));
  CHECK(occurrences(drawn, "<circle") == 3);
  CHECK(occurrences(drawn.substr(drawn.find(" d=\"M")), "M") == 2);
  CHECK(drawn.find("08:30: 30 %") != std::string::npos);
}
