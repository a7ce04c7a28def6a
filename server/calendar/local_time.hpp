// Wall time as text: reads it strictly, finds the instant that it means in a zone, and writes an
// instant as the clocks of a zone show it. Owns no state. Any thread. Never reads a clock, never
// throws.
#pragma once
#include <array>
#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/instant.hpp"
#include "base/words.hpp"
#include "calendar/zone.hpp"

namespace callbackd::calendar {

// Lengths of a date and of a wall time as text.
inline constexpr std::size_t kDateChars = 10;    // 2027-03-14
inline constexpr std::size_t kMinuteChars = 16;  // 2027-03-14T09:00
inline constexpr std::size_t kSecondChars = 19;  // 2027-03-14T09:00:30

enum class LocalTimeError { malformed, unknown_zone };
constexpr auto words_of(std::type_identity<LocalTimeError>) {
  using enum LocalTimeError;
  return std::to_array<base::Word<LocalTimeError>>(
      {{"malformed", malformed}, {"unknown_zone", unknown_zone}});
}
// boost::system::result calls this function when value() is called on a result that holds an error.
// That is a mistake in the calling code, so it ends the process.
[[noreturn]] void throw_exception_from_error(LocalTimeError error,
                                             boost::source_location const& where);

// A wall time as the client wrote it. It is stored in this form, and resolved again when the zone
// database changes.
struct LocalTimeText {
  std::string_view text;  // 2027-03-14T09:00 or 2027-03-14T09:00:30
  std::string_view zone;  // America/New_York
  // Chooses between the two instants of a wall time that comes twice. For any other wall time it
  // has no effect.
  std::optional<std::chrono::seconds> utc_offset = std::nullopt;
};

// Returns the instant that a wall time means. If the clock skips the time, this is the first
// instant after the gap. If the clock shows the time twice, it is the earlier instant; it is the
// later one only if that one has the given utc_offset.
boost::system::result<Instant, LocalTimeError> resolve(LocalTimeText const& local);

// Reads YYYY-MM-DDTHH:MM[:SS], with an existing date and a time from 00:00:00 to 23:59:59. The text
// must not have anything before or after it.
std::optional<LocalSeconds> local_time_from_text(std::string_view text);
// Reads YYYY-MM-DD.
std::optional<std::chrono::year_month_day> date_from_text(std::string_view text);

// Writes an instant as wall time: 2027-03-14T09:00. Seconds are written only if they are not zero.
std::string local_text(Instant at, Zone const& zone);
std::string to_text(std::chrono::year_month_day date);  // 2027-03-14
std::chrono::year_month_day local_date(Instant at, Zone const& zone);

// Writes a window for people: "14 Mar 09:00–12:00 New York". If it ends on another day: "14 Mar
// 22:00 – 15 Mar 02:00 New York". If it has no end: "14 Mar 09:00 New York".
std::string describe_window(Instant from, std::optional<Instant> until, Zone const& zone);

}  // namespace callbackd::calendar
