// Zone: one IANA time zone, which converts wall time to instants and back. It is a small value that
// points into the zone database. What it points to stays in memory, unchanged, until the process
// ends. Any thread. Never reads a clock, never throws.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/instant.hpp"

namespace date {
class time_zone;
}

namespace callbackd::calendar {

using base::Instant;
using LocalSeconds = std::chrono::local_seconds;  // wall time, without a zone

// Which of two instants is meant, when the clock shows a wall time twice.
enum class Repeated { earlier, later };

class Zone {
 public:
  // Finds the zone with this name; upper and lower case differ. Returns nullopt if the database has
  // no such zone, or if its file cannot be read.
  static std::optional<Zone> find(std::string_view name);

  std::string const& name() const;
  // The name of the city, for example "New York" for America/New_York, or "UTC" for Etc/UTC.
  std::string city() const;

  // Returns the instant that a wall time means. If the clock skips the time, this is the first
  // instant after the gap.
  Instant to_instant(LocalSeconds local, Repeated repeated = Repeated::earlier) const;
  // Returns the wall time at an instant. An instant outside of the years 0 to 9999 is replaced by
  // the nearer end of this range.
  std::chrono::local_time<base::Duration> to_local(Instant at) const;

  // The span of time around an instant in which the offset to UTC stays the same.
  struct Span {
    Instant begin;
    Instant end;
    std::chrono::seconds utc_offset;
  };
  Span span_at(Instant at) const;

  bool operator==(Zone const&) const = default;

 private:
  Zone(::date::time_zone const* zone, std::string const* name) : zone_(zone), name_(name) {}
  ::date::time_zone const* zone_;  // owned by the database, which lives as long as the process
  std::string const* name_;        // owned by the database, too
};

bool zone_exists(std::string_view name);

}  // namespace callbackd::calendar
