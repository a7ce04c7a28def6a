#include "wire/requested_time.hpp"

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

// One of the two times: its text goes to `words`.
std::optional<calendar::TimeText> read_time(FieldReader& when, std::string_view key,
                                            Presence presence, std::string& words) {
  TextRule const rule{.presence = presence, .max_chars = kTimeCharsMax};
  auto const text = when.text(key, rule);
  if (!text) return std::nullopt;
  words = *text;
  auto const time = calendar::read_time_text(words);
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
  if (before) read.window.not_before = calendar::meaning(*before, zone);
  if (after) read.window.not_after = calendar::meaning(*after, zone);
  if (before && before->local) read.words.not_before = read.window.not_before;
  if (after && after->local) read.words.not_after = read.window.not_after;
  check_window(when, read.window, now);
  when.finish();
  return read;
}

std::string describe_when(core::RequestedTime const& words, std::string_view company_zone) {
  if (words.not_before_local.empty()) return "as soon as possible";
  auto zone = Zone::find(words.time_zone.empty() ? company_zone : words.time_zone);
  if (!zone) zone = Zone::find("UTC");
  auto const before = calendar::read_time_text(words.not_before_local);
  auto const from = before ? calendar::meaning(*before, zone) : std::nullopt;
  if (!zone || !from) return words.not_before_local;
  auto const after = calendar::read_time_text(words.not_after_local);
  return calendar::describe_window(*from, after ? calendar::meaning(*after, zone) : std::nullopt,
                                   *zone);
}

}  // namespace callbackd::wire
