// Bookable starts inside office hours: each window of a day is cut into slots of one length from
// its opening on, and a rest too short for one is none. Length is time that passes, so on a day
// when the clocks change a window has as many slots as it really lasts. Pure. Any thread. Never
// reads a clock.
#pragma once
#include <chrono>
#include <vector>

#include "calendar/office_hours.hpp"

namespace callbackd::calendar {

struct SlotLength {
  std::chrono::minutes length{0};
  // What begins later than this before the hours close is no slot. Windows that touch over midnight
  // do not close in between.
  base::Duration before_closing{0};
};

// Of one date of the hours' zone, rising.
std::vector<Instant> slot_starts(OfficeHours const& hours, std::chrono::local_days day,
                                 SlotLength slot);
bool is_slot_start(OfficeHours const& hours, Instant at, SlotLength slot);

}  // namespace callbackd::calendar
