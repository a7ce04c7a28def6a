// A time as people and programs write it: wall time (2027-03-14T09:00), or an instant with an
// offset or Z. Owns no state. Any thread. Never reads a clock, never throws.
#pragma once
#include <optional>
#include <string_view>

#include "base/instant.hpp"
#include "calendar/zone.hpp"

namespace callbackd::calendar {

struct TimeText {
  bool local = false;              // true: a wall time, in `wall`; false: an instant
  std::optional<Instant> instant;  // none with local
  std::string_view wall;           // a view into the text that was read; without the fraction
};

// nullopt: neither a wall time nor an instant. Seconds may be left out.
std::optional<TimeText> read_time_text(std::string_view text);
// The instant that the text means. A wall time is resolved in `zone` (local_time.hpp). nullopt: a
// wall time without a zone.
std::optional<Instant> meaning(TimeText const& time, std::optional<Zone> const& zone);

}  // namespace callbackd::calendar
