// Instants and durations: microseconds since the Unix epoch, UTC, as std::chrono types.
// Owns only their names and their RFC 3339 text; nothing here reads a clock.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace callbackd::base {

using Duration = std::chrono::microseconds;
using Instant = std::chrono::sys_time<Duration>;

inline constexpr Instant kNever = Instant::max();

// RFC 3339 in UTC with milliseconds: 2027-03-14T09:00:00.123Z
std::string to_rfc3339(Instant at);
// Likewise with all microseconds.
std::string to_rfc3339_micros(Instant at);
// RFC 3339 with Z or a numeric offset, seconds required, fraction up to 9 digits (cut to
// microseconds). nullopt: not one.
std::optional<Instant> from_rfc3339(std::string_view text);

}  // namespace callbackd::base
