// Zone: one IANA time zone, which converts wall time to instants and back. A small value that
// points into the zone database. The database is loaded on first use, and what a Zone points to
// lives, unchanged, as long as the process. Any thread. Never reads a clock, never throws.
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

// Which of the two instants is meant when the clock shows a wall time twice.
enum class Repeated { earlier, later };

class Zone {
 public:
  // nullopt: not a zone of the database, or its file cannot be read. Names are case-sensitive.
  static std::optional<Zone> find(std::string_view name);

  std::string const& name() const;
  // "New York" for America/New_York; "UTC" for Etc/UTC.
  std::string city() const;

  // A wall time that the clock skips becomes the first instant after the gap.
  Instant to_instant(LocalSeconds local, Repeated repeated = Repeated::earlier) const;
  // An instant outside of the years 0 to 9999 is taken as the nearer end.
  std::chrono::local_time<base::Duration> to_local(Instant at) const;

  // The span around an instant in which the offset to UTC stays the same.
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
