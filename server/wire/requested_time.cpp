#include "wire/requested_time.hpp"

#include "base/limits.hpp"
#include "calendar/local_time.hpp"
#include "calendar/time_text.hpp"
#include "calendar/zone.hpp"
#include "wire/field_reader.hpp"

namespace callbackd::wire {
namespace {

using base::Instant;
using calendar::Zone;

constexpr std::size_t kTimeCharsMax = 64;
constexpr std::size_t kZoneCharsMax = 64;
constexpr char kInPast[] = "Must not be in the past.";

// Reads one of the two times of `when`. Its text is stored in `words`.
std::optional<calendar::TimeText> read_time(FieldReader& when, std::string_view key,
                                            Presence presence, std::string& words) {
  TextRule const rule{.presence = presence, .max_chars = kTimeCharsMax};
  auto const text = when.text(key, rule);
  if (!text) return std::nullopt;
  words = *text;
  auto const time = calendar::read_time_text(words);
  if (!time) {
    when.fail(key, "format",
              "Must be a local time, such as 2027-03-14T09:00, or an instant with an offset or Z.");
  }
  return time;
}

// Whether the time is in the years that are allowed. A wall time is read as if it were in UTC,
// because the time zone database must not be asked about other years.
bool within_years(calendar::TimeText const& time) {
  auto const at = time.local ? calendar::instant_of(time, Zone::find("UTC")) : time.instant;
  if (!at) return false;
  std::chrono::year_month_day const date{std::chrono::floor<std::chrono::days>(*at)};
  return date.year() >= base::kLimits.first_year && date.year() <= base::kLimits.last_year;
}

std::optional<calendar::TimeText> read_time_within(FieldReader& when, std::string_view key,
                                                   Presence presence, std::string& words) {
  auto const time = read_time(when, key, presence, words);
  if (!time || within_years(*time)) return time;
  when.fail(key, "range", "Must be in the years 1970 to 2100.");
  return std::nullopt;
}

std::optional<Zone> read_zone(FieldReader& when, bool needed, std::string& words) {
  TextRule const rule{.min_chars = 1, .max_chars = kZoneCharsMax};
  bool const given = when.has("time_zone");
  auto const name = when.text("time_zone", rule);
  if (!name) {
    if (!given && needed) when.fail("time_zone", "required", "Must be given with a local time.");
    return std::nullopt;
  }
  words = *name;
  auto const zone = Zone::find(*name);
  if (!zone)
    when.fail("time_zone", "unknown",
              "Must be a time zone of the IANA database, such as Europe/London.");
  return zone;
}

// Checks not_after. Returns false if it has reported a mistake.
bool check_end(FieldReader& when, core::TimeWindow const& window, Instant now) {
  auto const& [not_before, not_after] = window;
  if (not_before && not_after && *not_after <= *not_before) {
    when.fail("not_after", "range", "Must be after not_before.");
    return false;
  }
  if (not_after && *not_after <= now) {
    when.fail("not_after", "in_past", kInPast);
    return false;
  }
  return true;
}

bool is_past(std::optional<Instant> const& begin, Instant now) {
  return begin && *begin < now - base::kLimits.past_tolerance;
}

}  // namespace

When read_when(FieldReader& when, Instant now, PastBegin past) {
  When read;
  auto const before =
      read_time_within(when, "not_before", Presence::kRequired, read.words.not_before_local);
  auto const after =
      read_time_within(when, "not_after", Presence::kOptional, read.words.not_after_local);
  bool const local = (before && before->local) || (after && after->local);
  auto const zone = read_zone(when, local, read.words.time_zone);
  if (before) read.window.not_before = calendar::instant_of(*before, zone);
  if (after) read.window.not_after = calendar::instant_of(*after, zone);
  if (before && before->local) read.words.not_before = read.window.not_before;
  if (after && after->local) read.words.not_after = read.window.not_after;
  read.begin_in_past = check_end(when, read.window, now) && is_past(read.window.not_before, now);
  if (read.begin_in_past && past == PastBegin::kMistake) {
    when.fail("not_before", "in_past", kInPast);
  }
  when.finish();
  return read;
}

core::FieldError begin_in_past() {
  return {"when.not_before", "in_past", kInPast};
}

std::optional<Instant> begin_of(core::RequestedTime const& words) {
  auto const begin = calendar::read_time_text(words.not_before_local);
  return begin ? calendar::instant_of(*begin, Zone::find(words.time_zone)) : std::nullopt;
}

std::string describe_when(core::RequestedTime const& words, std::string_view company_zone) {
  if (words.not_before_local.empty()) return "as soon as possible";
  auto zone = Zone::find(words.time_zone.empty() ? company_zone : words.time_zone);
  if (!zone) zone = Zone::find("UTC");
  auto const before = calendar::read_time_text(words.not_before_local);
  auto const from = before ? calendar::instant_of(*before, zone) : std::nullopt;
  if (!zone || !from) return words.not_before_local;
  auto const after = calendar::read_time_text(words.not_after_local);
  return calendar::describe_window(*from, after ? calendar::instant_of(*after, zone) : std::nullopt,
                                   *zone);
}

}  // namespace callbackd::wire
