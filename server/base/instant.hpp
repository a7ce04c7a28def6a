// Instant and Duration are std::chrono types that count microseconds. An Instant counts from the
// Unix epoch, in UTC. This file has only these names, and functions that write and read instants as
// text (RFC 3339). Nothing here reads a clock. Pure functions; any thread.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace callbackd::base {

using Duration = std::chrono::microseconds;
using Instant = std::chrono::sys_time<Duration>;

// An instant that is later than every other instant. Some values have it in place of an optional
// time: it then means that there is no such time.
inline constexpr Instant kNever = Instant::max();

// Writes an instant as RFC 3339 in UTC, with milliseconds: 2027-03-14T09:00:00.123Z. An instant
// outside of the years 0 to 9999 is written as the nearer end of this range.
std::string to_rfc3339(Instant at);
// Writes an instant in the same way, but with microseconds: 2027-03-14T09:00:00.123456Z.
std::string to_rfc3339_micros(Instant at);
// Reads RFC 3339 with Z or a numeric offset. Seconds are required and may be at most 59 (no leap
// second). The fraction has up to 9 digits and is cut to microseconds. Returns nullopt if the text
// is not such a time.
std::optional<Instant> from_rfc3339(std::string_view text);

}  // namespace callbackd::base
