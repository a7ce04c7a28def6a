// Reads office hours as a person would, minute by minute off a clock on the wall. It uses the
// calendar's Zone, which tells the local time at an instant. It does not use the calendar's own way
// to find openings. These functions are slow, so they keep the minutes of every day that was looked
// at. Main thread only, because all callers share these minutes.
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
// The openings of one date. An opening begins when the first minute of its window is shown for the
// first time. It ends after the last minute was shown for the last time. A window whose minutes are
// never shown gives no opening.
std::vector<WallOpening> wall_openings(calendar::HoursRules const& rules,
                                       std::chrono::local_days date);
bool wall_open(calendar::HoursRules const& rules, Instant at);
// Whether the office is open at `at` and stays open for this long without a break.
bool wall_open_for(calendar::HoursRules const& rules, Instant at, Duration how_long);
// Returns when the office opens next. If it is open at `at`, this is the opening after the present
// one. nullopt: it does not open within the days that are looked at.
std::optional<Instant> wall_next_opening(calendar::HoursRules const& rules, Instant at);

}  // namespace callbackd::simulation
