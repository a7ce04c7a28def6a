// Bookable starts inside office hours: each window of a day is cut into slots of one length from
// its opening on, and a rest too short for one is none. Length is time that passes, so on a day
// when the clocks change a window has as many slots as it really lasts. Pure. Any thread. Never
// reads a clock.
#pragma once
#include <chrono>
#include <vector>

#include "calendar/office_hours.hpp"

namespace callbackd::calendar {

// Of one date of the hours' zone, rising.
std::vector<Instant> slot_starts(OfficeHours const& hours, std::chrono::local_days day,
                                 std::chrono::minutes length);
bool is_slot_start(OfficeHours const& hours, Instant at, std::chrono::minutes length);

}  // namespace callbackd::calendar
