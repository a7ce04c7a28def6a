// Wall time as text: parsing it strictly, resolving it in a zone, and writing an instant as a
// zone's clocks show it. Owns no state. Any thread. Never reads a clock, never throws.
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

enum class LocalTimeError { malformed, unknown_zone };
constexpr auto words_of(std::type_identity<LocalTimeError>) {
  using enum LocalTimeError;
  return std::to_array<base::Word<LocalTimeError>>(
      {{"malformed", malformed}, {"unknown_zone", unknown_zone}});
}
// boost::system::result calls it when value() is asked of an error. That is a broken contract and
// ends the process.
[[noreturn]] void throw_exception_from_error(LocalTimeError error,
                                             boost::source_location const& where);

// A wall time as the client wrote it. It is stored in this form, and resolved again when the zone
// database changes.
struct LocalTimeText {
  std::string_view text;  // 2027-03-14T09:00 or 2027-03-14T09:00:30
  std::string_view zone;  // America/New_York
  // Chooses between the two instants of a repeated time; at any other time the wall time alone
  // decides.
  std::optional<std::chrono::seconds> utc_offset = std::nullopt;
};

// Resolves a wall time to an instant. A time that the clock skips becomes the first instant after
// the gap. A time that the clock shows twice is the earlier one, unless utc_offset is that of the
// later.
boost::system::result<Instant, LocalTimeError> resolve(LocalTimeText const& local);

// YYYY-MM-DDTHH:MM[:SS] with an existing date and 00:00:00 to 23:59:59; nothing before or after it.
std::optional<LocalSeconds> local_time_from_text(std::string_view text);
// YYYY-MM-DD
std::optional<std::chrono::year_month_day> date_from_text(std::string_view text);

// 2027-03-14T09:00, with seconds only where they are not zero.
std::string local_text(Instant at, Zone const& zone);
std::string to_text(std::chrono::year_month_day date);  // 2027-03-14
std::chrono::year_month_day local_date(Instant at, Zone const& zone);

// For people: "14 Mar 09:00–12:00 New York". If the window ends on another day: "14 Mar 22:00 –
// 15 Mar 02:00 New York"; without an end: "14 Mar 09:00 New York".
std::string describe_window(Instant from, std::optional<Instant> until, Zone const& zone);

}  // namespace callbackd::calendar
