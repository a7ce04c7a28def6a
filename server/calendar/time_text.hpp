// Reads a time as people and programs write it: a wall time (2027-03-14T09:00), or an instant with
// an offset or Z. Owns no state. Any thread. Never reads a clock, never throws.
#pragma once
#include <optional>
#include <string_view>

#include "base/instant.hpp"
#include "calendar/zone.hpp"

namespace callbackd::calendar {

struct TimeText {
  bool local = false;              // true: a wall time, in `wall`; false: an instant
  std::optional<Instant> instant;  // nullopt: it is a wall time
  std::string_view wall;           // a view into the text that was read; without the fraction
};

// Reads a wall time or an instant; seconds may be left out. Returns nullopt if the text is neither.
std::optional<TimeText> read_time_text(std::string_view text);
// Returns the instant that the text means. A wall time means an instant in `zone` (local_time.hpp).
// Returns nullopt if the time is a wall time and there is no zone.
std::optional<Instant> instant_of(TimeText const& time, std::optional<Zone> const& zone);

}  // namespace callbackd::calendar
