#include "simulation/wall_hours.hpp"

#include <map>
#include <string>

namespace callbackd::simulation {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::local_days;
using std::chrono::minutes;

constexpr days kLookAhead{4};

local_days date_of(calendar::Zone const& zone, Instant at) {
  return floor<days>(zone.to_local(at));
}

// For every minute of a date: the time that the clock shows, and the instant. They are in the order
// of the instants.
using Shown = std::vector<std::pair<minutes, Instant>>;
Shown const& shown_on(std::string const& zone_name, local_days date) {
  static std::map<std::pair<std::string, local_days>, Shown> known;
  auto const [at, fresh] = known.try_emplace({zone_name, date});
  if (!fresh) return at->second;
  auto const zone = calendar::Zone::find(zone_name).value();
  Instant const noon{date.time_since_epoch() + 12h};
  for (auto minute = noon - 28h; minute < noon + 28h; minute += 1min) {
    auto const local = zone.to_local(minute);
    if (floor<days>(local) == date) at->second.emplace_back(floor<minutes>(local - date), minute);
  }
  return at->second;
}

std::vector<calendar::DayWindow> windows_on(calendar::HoursRules const& rules, local_days date) {
  std::chrono::year_month_day const day{date};
  if (rules.closed.contains(day)) return {};
  auto const special = rules.special.find(day);
  if (special != rules.special.end()) return special->second;
  return rules.weekly[std::chrono::weekday{date}.iso_encoding() - 1];
}

}  // namespace

std::vector<WallOpening> wall_openings(calendar::HoursRules const& rules, local_days date) {
  std::vector<WallOpening> openings;
  for (auto const window : windows_on(rules, date)) {
    std::optional<WallOpening> opening;
    for (auto const& [shown, at] : shown_on(rules.zone, date)) {
      if (shown < window.opens || shown >= window.closes) continue;
      if (!opening) opening = WallOpening{at, at};
      opening->closes = at + 1min;
    }
    if (opening) openings.push_back(*opening);
  }
  return openings;
}

bool wall_open(calendar::HoursRules const& rules, Instant at) {
  auto const today = date_of(calendar::Zone::find(rules.zone).value(), at);
  // The days before and after are looked at, too. The reason: where the clocks go back over
  // midnight, the same date is shown a second time.
  for (auto date = today - days{1}; date <= today + days{1}; date += days{1}) {
    for (auto const& opening : wall_openings(rules, date)) {
      if (opening.opens <= at && at < opening.closes) return true;
    }
  }
  return false;
}

bool wall_open_for(calendar::HoursRules const& rules, Instant at, Duration how_long) {
  if (!wall_open(rules, at)) return false;
  auto const end = at + how_long;
  for (Instant minute = floor<minutes>(at) + 1min; minute < end; minute += 1min) {
    if (!wall_open(rules, minute)) return false;
  }
  return true;
}

std::optional<Instant> wall_next_opening(calendar::HoursRules const& rules, Instant at) {
  auto const zone = calendar::Zone::find(rules.zone).value();
  std::vector<WallOpening> openings;
  for (auto date = date_of(zone, at) - days{1}; date <= date_of(zone, at) + kLookAhead;
       date += days{1}) {
    auto const more = wall_openings(rules, date);
    openings.insert(openings.end(), more.begin(), more.end());
  }
  auto end = at;  // the end of the opening that holds `at`
  for (bool grows = true; grows;) {
    grows = false;
    for (auto const& opening : openings) {
      if (opening.opens > end || opening.closes <= end) continue;
      end = opening.closes;
      grows = true;
    }
  }
  std::optional<Instant> next;
  for (auto const& opening : openings) {
    bool const later = opening.opens > end;
    if (later && (!next || opening.opens < *next)) next = opening.opens;
  }
  return next;
}

}  // namespace callbackd::simulation
