#include "calendar/time_text.hpp"

#include <algorithm>
#include <string>

#include "calendar/local_time.hpp"

namespace callbackd::calendar {
namespace {

constexpr std::size_t kOffsetChars = 6;  // +01:00
constexpr std::size_t kFractionDigitsMax = 9;

bool has_offset(std::string_view text) {
  if (text.size() <= kMinuteChars) return false;
  if (text.back() == 'Z') return true;
  if (text.size() < kMinuteChars + kOffsetChars) return false;
  char const sign = text[text.size() - kOffsetChars];
  return sign == '+' || sign == '-';
}

// Reads an instant as RFC 3339. The seconds may be left out.
std::optional<Instant> instant_from(std::string_view text) {
  if (text[kDateChars] != 'T') return std::nullopt;
  std::string full{text};
  if (full[kMinuteChars] != ':') full.insert(kMinuteChars, ":00");
  return base::from_rfc3339(full);
}

// Returns the text without its fraction of a second. A fraction is allowed, but not used. Returns
// nullopt if the fraction is malformed.
std::optional<std::string_view> without_fraction(std::string_view text) {
  if (text.size() <= kSecondChars || text[kSecondChars] != '.') return text;
  auto const digits = text.substr(kSecondChars + 1);
  bool const good =
      !digits.empty() && digits.size() <= kFractionDigitsMax &&
      std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!good) return std::nullopt;
  return text.substr(0, kSecondChars);
}

}  // namespace

std::optional<TimeText> read_time_text(std::string_view text) {
  if (has_offset(text)) {
    auto const instant = instant_from(text);
    if (!instant) return std::nullopt;
    return TimeText{false, instant, {}};
  }
  auto const wall = without_fraction(text);
  if (!wall || !local_time_from_text(*wall)) return std::nullopt;
  return TimeText{true, std::nullopt, *wall};
}

std::optional<Instant> instant_of(TimeText const& time, std::optional<Zone> const& zone) {
  if (!time.local) return time.instant;
  if (!zone) return std::nullopt;
  auto const instant = resolve({time.wall, zone->name()});
  if (!instant) return std::nullopt;
  return *instant;
}

}  // namespace callbackd::calendar
