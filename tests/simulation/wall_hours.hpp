// Reads office hours as a person would, minute by minute off a clock on the wall. It applies the
// rules over changes of the clocks without the calendar's arithmetic. It is slow, and keeps every
// day that it has looked at. One thread.
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
// Whether it is open from `at` on for so long without a break.
bool wall_open_for(calendar::HoursRules const& rules, Instant at, Duration how_long);
// The first opening after the present one. If it is closed at `at`, it is the first opening at all.
// nullopt: there is none within the days that are looked at.
std::optional<Instant> wall_next_opening(calendar::HoursRules const& rules, Instant at);

}  // namespace callbackd::simulation
