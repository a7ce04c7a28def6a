// Office hours read off the clock on the wall, minute by minute: the judge's own reading of the
// rules over changes of the clocks, without the calendar's arithmetic. One thread. Slow, and keeps
// every day that it once looked at.
#pragma once
#include <optional>
#include <vector>

#include "calendar/office_hours.hpp"
#include "simulation/timeline.hpp"

namespace callbackd::simulation {

struct WallOpening {
  Instant opens{};
  Instant closes{};
};
// The windows of one date: each from when its first minute is first shown until its last minute has
// been shown for the last time; those that are never shown are none.
std::vector<WallOpening> wall_openings(calendar::HoursRules const& rules,
                                       std::chrono::local_days date);
bool wall_open(calendar::HoursRules const& rules, Instant at);
// Open from `at` for so long without a break.
bool wall_open_for(calendar::HoursRules const& rules, Instant at, Duration how_long);
// The first opening after the present one, or the first at all; nullopt: none in the next days.
std::optional<Instant> wall_next_opening(calendar::HoursRules const& rules, Instant at);

}  // namespace callbackd::simulation
