#include "storage/instant_text.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <stdexcept>

#include <fmt/format.h>

namespace callbackd::storage {
namespace {

using base::Instant;

constexpr std::int64_t kPostgresEpochMicros = 946'684'800'000'000;  // 2000-01-01
constexpr std::int64_t kFirstMicros = -211'813'488'000'000'000;  // 4714-11-24 BC, counted from 2000
constexpr std::int64_t kSecondMicros = 1'000'000;
constexpr std::int64_t kDayMicros = 86'400 * kSecondMicros;
constexpr std::int64_t kLastYear = 294'276;  // the last year that PostgreSQL has
constexpr Instant kMinusInfinity = Instant::min();
constexpr Instant kFourDigitsBegin = std::chrono::sys_days{std::chrono::year{1} / 1 / 1};
constexpr Instant kFourDigitsEnd = std::chrono::sys_days{std::chrono::year{10'000} / 1 / 1};

// A date whose year may be beyond the years of std::chrono, which end at 32767. PostgreSQL has
// later years. The year 0 is 1 BC.
struct Date {
  std::int64_t year = 0;
  unsigned month = 1;
  unsigned day = 1;
};

// The calendar repeats itself every 400 years, so a date is moved by whole cycles into the range of
// std::chrono and back.
constexpr std::int64_t kCycleYears = 400;
constexpr std::int64_t kCycleDays = 146'097;

// Divides and rounds down, also for negative numbers; `by` must be positive.
std::int64_t floor_divided(std::int64_t number, std::int64_t by) {
  return number / by - (number % by < 0 ? 1 : 0);
}

Date date_of(std::int64_t days_since_1970) {
  auto const cycles = floor_divided(days_since_1970, kCycleDays);
  std::chrono::sys_days const within{std::chrono::days{days_since_1970 - cycles * kCycleDays}};
  std::chrono::year_month_day const date{within};
  return {static_cast<int>(date.year()) + cycles * kCycleYears, static_cast<unsigned>(date.month()),
          static_cast<unsigned>(date.day())};
}

std::optional<std::int64_t> days_of(Date const& date) {
  auto const cycles = floor_divided(date.year, kCycleYears);
  auto const year = static_cast<int>(date.year - cycles * kCycleYears);
  std::chrono::year_month_day const within{std::chrono::year{year}, std::chrono::month{date.month},
                                           std::chrono::day{date.day}};
  if (!within.ok()) return std::nullopt;
  return std::chrono::sys_days{within}.time_since_epoch().count() + cycles * kCycleDays;
}

class NumberReader {
 public:
  explicit NumberReader(std::string_view text) : text_{text} {}
  // Reads a number of `least` to `most` digits. After one failure all later reads fail.
  std::int64_t number(std::size_t least, std::size_t most) {
    auto const end = std::min(text_.find_first_not_of("0123456789"), text_.size());
    if (end < least || end > most) return fail();
    std::int64_t value = 0;
    std::from_chars(text_.data(), text_.data() + end, value);
    text_.remove_prefix(end);
    digits_ = end;
    return value;
  }
  std::int64_t two_digits(std::int64_t most) {
    auto const value = number(2, 2);
    return value <= most ? value : fail();
  }
  bool take(std::string_view expected) {
    if (!text_.starts_with(expected)) return false;
    text_.remove_prefix(expected.size());
    return true;
  }
  void expect(std::string_view expected) {
    if (!take(expected)) fail();
  }
  std::size_t digits() const { return digits_; }
  bool finished() const { return good_ && text_.empty(); }

 private:
  std::int64_t fail() {
    good_ = false;
    text_ = {};
    return 0;
  }
  std::string_view text_;
  std::size_t digits_ = 0;
  bool good_ = true;
};

std::int64_t read_fraction(NumberReader& reader) {
  constexpr std::size_t kDigits = 6;
  auto fraction = reader.number(1, kDigits);
  for (auto digits = reader.digits(); digits < kDigits; ++digits) fraction *= 10;
  return fraction;
}

}  // namespace

Instant nearest_storable(Instant at) {
  if (at == kMinusInfinity) return at;
  return std::max(at, Instant{base::Duration{kFirstMicros + kPostgresEpochMicros}});
}

std::int64_t database_micros(Instant at) {
  if (at == base::kNever) return std::numeric_limits<std::int64_t>::max();    // infinity
  if (at == kMinusInfinity) return std::numeric_limits<std::int64_t>::min();  // -infinity
  return nearest_storable(at).time_since_epoch().count() - kPostgresEpochMicros;
}

std::string database_text(Instant at) {
  if (at >= kFourDigitsBegin && at < kFourDigitsEnd) return base::to_rfc3339_micros(at);
  if (at == base::kNever) return "infinity";
  if (at == kMinusInfinity) return "-infinity";
  auto const micros = nearest_storable(at).time_since_epoch().count();
  auto const days = floor_divided(micros, kDayMicros);
  auto const date = date_of(days);
  auto const of_day = micros - days * kDayMicros;
  auto const seconds = of_day / kSecondMicros;
  bool const before_christ = date.year < 1;
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z{}",
                     before_christ ? 1 - date.year : date.year, date.month, date.day,
                     seconds / 3600, seconds / 60 % 60, seconds % 60, of_day % kSecondMicros,
                     before_christ ? " BC" : "");
}

std::optional<Instant> read_database_instant(std::string_view text) {
  if (text == "infinity") return base::kNever;
  if (text == "-infinity") return kMinusInfinity;
  NumberReader reader{text};
  Date date;
  date.year = reader.number(4, 6);
  reader.expect("-");
  date.month = static_cast<unsigned>(reader.two_digits(12));
  reader.expect("-");
  date.day = static_cast<unsigned>(reader.two_digits(31));
  reader.expect(" ");
  auto seconds = reader.two_digits(23) * 3600;
  reader.expect(":");
  seconds += reader.two_digits(59) * 60;
  reader.expect(":");
  seconds += reader.two_digits(59);
  auto const fraction = reader.take(".") ? read_fraction(reader) : 0;
  reader.expect("+00");
  if (reader.take(" BC")) date.year = 1 - date.year;
  if (!reader.finished() || date.year > kLastYear) return std::nullopt;
  auto const days = days_of(date);
  if (!days) return std::nullopt;
  auto const of_day = seconds * kSecondMicros + fraction;
  constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
  if (*days > (kMost - of_day) / kDayMicros) return std::nullopt;
  return Instant{base::Duration{*days * kDayMicros + of_day}};
}

Instant instant_from_database(std::string_view text) {
  auto const at = read_database_instant(text);
  if (!at) throw std::runtime_error{"a time that this program cannot read"};
  return *at;
}

}  // namespace callbackd::storage
