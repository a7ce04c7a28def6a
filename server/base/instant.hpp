// Instant and Duration: std::chrono types that count microseconds; an Instant counts from the Unix
// epoch, in UTC. Owns only these names and their text (RFC 3339). Pure functions; any thread.
// Nothing here reads a clock.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace callbackd::base {

using Duration = std::chrono::microseconds;
using Instant = std::chrono::sys_time<Duration>;

// Later than every other instant. Where a time is optional it often means "none".
inline constexpr Instant kNever = Instant::max();

// RFC 3339 in UTC with milliseconds: 2027-03-14T09:00:00.123Z. An instant outside of the years 0 to
// 9999 is written as the nearer end.
std::string to_rfc3339(Instant at);
// The same with microseconds: 2027-03-14T09:00:00.123456Z.
std::string to_rfc3339_micros(Instant at);
// Reads RFC 3339 with Z or a numeric offset. Seconds are required, at most 59 (no leap second); the
// fraction has up to 9 digits and is cut to microseconds. nullopt: the text is not such a time.
std::optional<Instant> from_rfc3339(std::string_view text);

}  // namespace callbackd::base
