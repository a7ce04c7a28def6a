// Computes the bookable starts within office hours. Each window of a day is cut into slots of one
// length, beginning when the window opens. Time at the end of the window that is shorter than a
// slot is left out. The length is elapsed time, not wall time, so a window in which the clocks go
// back can have more slots. Pure; any thread. Never reads a clock.
#pragma once
#include <chrono>
#include <vector>

#include "calendar/office_hours.hpp"

namespace callbackd::calendar {

struct SlotLength {
  std::chrono::minutes length{0};
  // A slot must begin at least this long before the hours close. If windows touch at midnight, the
  // hours do not close there.
  base::Duration before_closing{0};
};

// Returns the starts of all slots of one date, from the first to the last. The date is a date in
// the zone of the hours.
std::vector<Instant> slot_starts(OfficeHours const& hours, std::chrono::local_days day,
                                 SlotLength slot);
bool is_slot_start(OfficeHours const& hours, Instant at, SlotLength slot);

}  // namespace callbackd::calendar
