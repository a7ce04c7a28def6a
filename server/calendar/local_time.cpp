#include "calendar/local_time.hpp"

#include <array>

#include "base/check.hpp"

namespace callbackd::calendar {
namespace {

using std::chrono::local_days;
using std::chrono::seconds;
using std::chrono::year_month_day;

// Reads a wall time as if it were UTC, and then changes only its type. This is right because wall
// time and UTC have the same calendar. write_as_utc() does the opposite.
std::optional<LocalSeconds> read_as_utc(std::string const& rfc3339) {
  auto const at = base::from_rfc3339(rfc3339);
  if (!at) return std::nullopt;
  return LocalSeconds{std::chrono::floor<seconds>(at->time_since_epoch())};
}

std::string write_as_utc(LocalSeconds local) {
  return base::to_rfc3339(Instant{local.time_since_epoch()});
}

LocalSeconds clock_of(Instant at, Zone const& zone) {
  return std::chrono::floor<seconds>(zone.to_local(at));
}

std::string day_and_month(year_month_day date) {
  static constexpr std::array<char const*, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  return std::to_string(static_cast<unsigned>(date.day())) + ' ' +
         kMonths[static_cast<unsigned>(date.month()) - 1];
}

std::string hour_and_minute(LocalSeconds local) {
  return write_as_utc(local).substr(kDateChars + 1, 5);
}

}  // namespace

void throw_exception_from_error(LocalTimeError error, boost::source_location const& where) {
  base::contract_violated(base::to_text(error).data(), where.file_name(),
                          static_cast<int>(where.line()));
}

boost::system::result<Instant, LocalTimeError> resolve(LocalTimeText const& local) {
  auto const wall = local_time_from_text(local.text);
  if (!wall) return LocalTimeError::malformed;
  auto const zone = Zone::find(local.zone);
  if (!zone) return LocalTimeError::unknown_zone;
  auto const earlier = zone->to_instant(*wall, Repeated::earlier);
  auto const later = zone->to_instant(*wall, Repeated::later);
  bool const later_meant =
      local.utc_offset && later != earlier && zone->span_at(later).utc_offset == *local.utc_offset;
  return later_meant ? later : earlier;
}

std::optional<LocalSeconds> local_time_from_text(std::string_view text) {
  if (text.size() != kMinuteChars && text.size() != kSecondChars) return std::nullopt;
  if (text[kDateChars] != 'T') return std::nullopt;
  return read_as_utc(std::string{text} + (text.size() == kMinuteChars ? ":00Z" : "Z"));
}

std::optional<year_month_day> date_from_text(std::string_view text) {
  if (text.size() != kDateChars) return std::nullopt;
  auto const midnight = read_as_utc(std::string{text} + "T00:00:00Z");
  if (!midnight) return std::nullopt;
  return year_month_day{std::chrono::floor<std::chrono::days>(*midnight)};
}

std::string local_text(Instant at, Zone const& zone) {
  auto const local = clock_of(at, zone);
  bool const whole_minute = local.time_since_epoch() % std::chrono::minutes{1} == seconds{0};
  return write_as_utc(local).substr(0, whole_minute ? kMinuteChars : kSecondChars);
}

std::string to_text(year_month_day date) {
  return write_as_utc(local_days{date}).substr(0, kDateChars);
}

year_month_day local_date(Instant at, Zone const& zone) {
  return year_month_day{std::chrono::floor<std::chrono::days>(zone.to_local(at))};
}

std::string describe_window(Instant from, std::optional<Instant> until, Zone const& zone) {
  auto const begin_date = local_date(from, zone);
  std::string text = day_and_month(begin_date) + ' ' + hour_and_minute(clock_of(from, zone));
  if (until) {
    auto const end_date = local_date(*until, zone);
    text += end_date == begin_date ? "–" : " – " + day_and_month(end_date) + ' ';
    text += hour_and_minute(clock_of(*until, zone));
  }
  return text + ' ' + zone.city();
}

}  // namespace callbackd::calendar
