#include "wire/requested_time.hpp"

#include <algorithm>
#include <cctype>

#include "calendar/local_time.hpp"
#include "calendar/zone.hpp"
#include "wire/field_reader.hpp"

namespace callbackd::wire {
namespace {

using base::Instant;
using calendar::Zone;

constexpr std::size_t kTimeCharsMax = 64;
constexpr std::size_t kZoneCharsMax = 64;
constexpr std::size_t kDateChars = 10;    // 2027-03-14
constexpr std::size_t kMinuteChars = 16;  // 2027-03-14T09:00
constexpr std::size_t kSecondChars = 19;  // 2027-03-14T09:00:30
constexpr std::size_t kOffsetChars = 6;   // +01:00
constexpr std::size_t kFractionDigitsMax = 9;

bool has_offset(std::string_view text) {
  if (text.size() <= kMinuteChars) return false;
  if (text.back() == 'Z') return true;
  if (text.size() < kMinuteChars + kOffsetChars) return false;
  char const sign = text[text.size() - kOffsetChars];
  return sign == '+' || sign == '-';
}

// RFC 3339, with the seconds optional.
std::optional<Instant> instant_from(std::string_view text) {
  if (text[kDateChars] != 'T') return std::nullopt;
  std::string full{text};
  if (full[kMinuteChars] != ':') full.insert(kMinuteChars, ":00");
  return base::from_rfc3339(full);
}

// Wall time needs no fraction of a second: it may be given, and is cut.
std::optional<std::string_view> without_fraction(std::string_view text) {
  if (text.size() <= kSecondChars || text[kSecondChars] != '.') return text;
  auto const digits = text.substr(kSecondChars + 1);
  bool const good =
      !digits.empty() && digits.size() <= kFractionDigitsMax &&
      std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!good) return std::nullopt;
  return text.substr(0, kSecondChars);
}

struct TimeText {
  bool local = false;
  std::optional<Instant> instant;  // of an instant
  std::string_view wall;           // of a local time, without its fraction
};

// nullopt: neither a wall time nor an instant.
std::optional<TimeText> time_from(std::string_view text) {
  if (has_offset(text)) {
    auto const instant = instant_from(text);
    if (!instant) return std::nullopt;
    return TimeText{false, instant, {}};
  }
  auto const wall = without_fraction(text);
  if (!wall || !calendar::local_time_from_text(*wall)) return std::nullopt;
  return TimeText{true, std::nullopt, *wall};
}

std::optional<Instant> resolve(TimeText const& time, std::optional<Zone> const& zone) {
  if (!time.local) return time.instant;
  if (!zone) return std::nullopt;
  auto const instant = calendar::resolve({time.wall, zone->name()});
  if (!instant) return std::nullopt;
  return *instant;
}

// One of the two times: its text goes to `words`.
std::optional<TimeText> read_time(FieldReader& when, std::string_view key, Presence presence,
                                  std::string& words) {
  TextRule const rule{.presence = presence, .max_chars = kTimeCharsMax};
  auto const text = when.text(key, rule);
  if (!text) return std::nullopt;
  words = *text;
  auto const time = time_from(words);
  if (!time) {
    when.fail(key, "format",
              "must be a local time (2027-03-14T09:00) or an instant with an offset or Z");
  }
  return time;
}

std::optional<Zone> read_zone(FieldReader& when, bool needed, std::string& words) {
  TextRule const rule{.min_chars = 1, .max_chars = kZoneCharsMax};
  bool const given = when.has("time_zone");
  auto const name = when.text("time_zone", rule);
  if (!name) {
    if (!given && needed) when.fail("time_zone", "required", "must be given with a local time");
    return std::nullopt;
  }
  words = *name;
  auto const zone = Zone::find(*name);
  if (!zone) when.fail("time_zone", "unknown", "is not a time zone of the IANA database");
  return zone;
}

void check_window(FieldReader& when, core::TimeWindow const& window, Instant now) {
  auto const& [not_before, not_after] = window;
  if (not_before && not_after && *not_after <= *not_before) {
    when.fail("not_after", "range", "must be after not_before");
  } else if (not_after && *not_after <= now) {
    when.fail("not_after", "in_past", "must not be in the past");
  } else if (not_before && !not_after && *not_before < now - kPastTolerance) {
    when.fail("not_before", "in_past", "must not be in the past");
  }
}

}  // namespace

When read_when(FieldReader& when, Instant now) {
  When read;
  auto const before =
      read_time(when, "not_before", Presence::kRequired, read.words.not_before_local);
  auto const after = read_time(when, "not_after", Presence::kOptional, read.words.not_after_local);
  bool const local = (before && before->local) || (after && after->local);
  auto const zone = read_zone(when, local, read.words.time_zone);
  if (before) read.window.not_before = resolve(*before, zone);
  if (after) read.window.not_after = resolve(*after, zone);
  check_window(when, read.window, now);
  when.finish();
  return read;
}

std::string describe_when(core::RequestedTime const& words, std::string_view company_zone) {
  if (words.not_before_local.empty()) return "as soon as possible";
  auto zone = Zone::find(words.time_zone.empty() ? company_zone : words.time_zone);
  if (!zone) zone = Zone::find("UTC");
  auto const before = time_from(words.not_before_local);
  auto const from = before ? resolve(*before, zone) : std::nullopt;
  if (!zone || !from) return words.not_before_local;
  auto const after = time_from(words.not_after_local);
  return calendar::describe_window(*from, after ? resolve(*after, zone) : std::nullopt, *zone);
}

}  // namespace callbackd::wire
