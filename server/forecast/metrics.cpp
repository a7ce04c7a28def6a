#include "forecast/metrics.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <numeric>

#include "base/check.hpp"

namespace callbackd::forecast {
namespace {

using Value = std::optional<std::int64_t>;
using Better = Metric::Better;

std::int64_t quotient(std::int64_t part, std::int64_t whole) {
  return (part + whole / 2) / whole;
}

// The average of a count over all runs, with one decimal.
template <std::int64_t Cell::* member>
Value a_day(Cell const& cell, int runs) {
  return quotient(cell.*member * 10, runs);
}
template <std::int64_t Cell::* part, std::int64_t Cell::* whole>
Value share(Cell const& cell, int) {
  if (cell.*whole == 0) return std::nullopt;
  return quotient(cell.*part * 1000, cell.*whole);
}
template <int percent>
Value wait(Cell const& cell, int) {
  return percentile(cell.waits, percent);
}
Value wait_mean(Cell const& cell, int) {
  if (cell.waits.empty()) return std::nullopt;
  auto const sum = std::accumulate(cell.waits.begin(), cell.waits.end(), std::int64_t{0});
  return quotient(sum, static_cast<std::int64_t>(cell.waits.size()));
}
Value waiting_most(Cell const& cell, int) {
  return cell.waiting_most;
}
template <Duration Cell::* member>
Value hours(Cell const& cell, int runs) {
  constexpr Duration kHundredth = std::chrono::seconds{36};
  return quotient((cell.*member).count(), kHundredth.count() * runs);
}
Value occupancy(Cell const& cell, int) {
  if (cell.staffed.count() == 0) return std::nullopt;
  return quotient(cell.busy.count() * 1000, cell.staffed.count());
}

constexpr std::array kMetrics{
    Metric{"arrived", "Arrived", "", 1, Better::kNeither, a_day<&Cell::arrived>},
    Metric{"refused", "Refused", "", 1, Better::kLess, a_day<&Cell::refused>},
    Metric{"due", "Became due", "", 1, Better::kNeither, a_day<&Cell::due>},
    Metric{"accepted", "Accepted by an agent", "", 1, Better::kMore, a_day<&Cell::accepted>},
    Metric{"reached", "Reached", "", 1, Better::kMore, a_day<&Cell::reached>},
    Metric{"completed", "Completed", "", 1, Better::kMore, a_day<&Cell::completed>},
    Metric{"abandoned", "Abandoned", "", 1, Better::kLess, a_day<&Cell::abandoned>},
    Metric{"expired", "Expired", "", 1, Better::kLess, a_day<&Cell::expired>},
    Metric{"failed", "Failed", "", 1, Better::kLess, a_day<&Cell::failed>},
    Metric{"open", "Open at the end", "", 1, Better::kLess, a_day<&Cell::open>},
    Metric{"service_level_percent", "Service level", "%", 1, Better::kMore,
           share<&Cell::in_time, &Cell::judged>},
    Metric{"abandonment_percent", "Abandonment", "%", 1, Better::kLess,
           share<&Cell::abandoned, &Cell::due>},
    Metric{"wait_mean_seconds", "Wait, mean", "s", 1, Better::kLess, wait_mean},
    Metric{"wait_p50_seconds", "Wait of 50 %, at most", "s", 1, Better::kLess, wait<50>},
    Metric{"wait_p90_seconds", "Wait of 90 %, at most", "s", 1, Better::kLess, wait<90>},
    Metric{"wait_p99_seconds", "Wait of 99 %, at most", "s", 1, Better::kLess, wait<99>},
    Metric{"wait_longest_seconds", "Longest wait", "s", 1, Better::kLess, wait<100>},
    Metric{"waiting_most", "Waiting at once, most", "", 0, Better::kLess, waiting_most},
    Metric{"rejected_offers", "Offers rejected", "", 1, Better::kLess,
           a_day<&Cell::rejected_offers>},
    Metric{"timed_out_offers", "Offers timed out", "", 1, Better::kLess,
           a_day<&Cell::timed_out_offers>},
    Metric{"calls", "Calls placed", "", 1, Better::kNeither, a_day<&Cell::calls>},
    Metric{"staffed_hours", "Agents' hours, Ready or at work", "h", 2, Better::kNeither,
           hours<&Cell::staffed>},
    Metric{"busy_hours", "Agents' hours, at work", "h", 2, Better::kNeither, hours<&Cell::busy>},
    Metric{"occupancy_percent", "Occupancy", "%", 1, Better::kNeither, occupancy}};

}  // namespace

std::span<Metric const> metrics() {
  return kMetrics;
}

Metric const& metric(std::string_view name) {
  auto const at = std::find_if(kMetrics.begin(), kMetrics.end(),
                               [&](Metric const& known) { return name == known.name; });
  CALLBACKD_CHECK(at != kMetrics.end());
  return *at;
}

std::string decimal(std::int64_t value, int places) {
  auto digits = std::to_string(std::abs(value));
  auto const behind = static_cast<std::size_t>(places);
  if (digits.size() <= behind) digits.insert(0, behind + 1 - digits.size(), '0');
  auto whole = digits.substr(0, digits.size() - behind);
  auto fraction = digits.substr(digits.size() - behind);
  while (!fraction.empty() && fraction.back() == '0') fraction.pop_back();
  return (value < 0 ? "-" : "") + whole + (fraction.empty() ? "" : '.' + fraction);
}

}  // namespace callbackd::forecast
