// A time as people and programs write it: wall time (2027-03-14T09:00), or an instant with an
// offset or Z. Owns no state. Any thread. Never reads a clock, never throws.
#pragma once
#include <optional>
#include <string_view>

#include "base/instant.hpp"
#include "calendar/zone.hpp"

namespace callbackd::calendar {

struct TimeText {
  bool local = false;
  std::optional<Instant> instant;  // of an instant
  std::string_view wall;           // of a wall time, without its fraction: part of the text
};

// nullopt: neither a wall time nor an instant. Seconds may be left out.
std::optional<TimeText> read_time_text(std::string_view text);
// nullopt: a wall time without a zone.
std::optional<Instant> meaning(TimeText const& time, std::optional<Zone> const& zone);

}  // namespace callbackd::calendar
