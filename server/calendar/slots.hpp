// Bookable starts inside office hours: each window of a day is cut into slots of one length, from
// its opening on; a remainder shorter than a slot is left out. The length is elapsed time, not wall
// time: when the clocks go back during a window, it has more slots. Pure. Any thread. Never reads a
// clock.
#pragma once
#include <chrono>
#include <vector>

#include "calendar/office_hours.hpp"

namespace callbackd::calendar {

struct SlotLength {
  std::chrono::minutes length{0};
  // A slot begins at least this long before the hours close. Windows that touch at midnight do not
  // close between them.
  base::Duration before_closing{0};
};

// The starts of the slots of one date of the hours' zone, rising.
std::vector<Instant> slot_starts(OfficeHours const& hours, std::chrono::local_days day,
                                 SlotLength slot);
bool is_slot_start(OfficeHours const& hours, Instant at, SlotLength slot);

}  // namespace callbackd::calendar
