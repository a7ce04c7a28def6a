#include "calendar/office_hours.hpp"

#include <catch2/catch.hpp>

#include "calendar/local_time.hpp"

using namespace callbackd::calendar;
using namespace std::chrono_literals;
using namespace std::chrono;
using callbackd::base::from_rfc3339;
using callbackd::base::kNever;

namespace {

constexpr std::size_t kMonday = 0;
constexpr std::size_t kFriday = 4;
constexpr std::size_t kSaturday = 5;
constexpr std::size_t kSunday = 6;
constexpr minutes kMidnight{24 * 60};

Instant instant(std::string_view text) {
  return from_rfc3339(text).value();
}

// Hours from Monday to Friday, 09:00 to 17:00.
HoursRules business(std::string zone) {
  HoursRules rules{.zone = std::move(zone), .weekly = {}, .closed = {}, .special = {}};
  for (auto day = kMonday; day <= kFriday; ++day) rules.weekly[day] = {{9h, 17h}};
  return rules;
}

HoursRules never(std::string zone) {
  return HoursRules{.zone = std::move(zone), .weekly = {}, .closed = {}, .special = {}};
}

HoursRules around_the_clock(std::string zone) {
  auto rules = never(std::move(zone));
  rules.weekly.fill({{0min, kMidnight}});
  return rules;
}

OfficeHours hours_of(HoursRules rules) {
  return OfficeHours::make(std::move(rules)).value();
}

}  // namespace

TEST_CASE("a window is open from its first instant to just before its end") {
  auto const office = hours_of(business("Europe/London"));
  auto const opens = instant("2027-03-15T09:00:00Z");
  auto const closes = instant("2027-03-15T17:00:00Z");
  CHECK_FALSE(office.open_at(opens - 1us));
  CHECK(office.open_at(opens));
  CHECK(office.open_at(closes - 1us));
  CHECK_FALSE(office.open_at(closes));
  CHECK(office.closes_at(opens) == closes);
  CHECK_FALSE(office.closes_at(closes).has_value());
  CHECK(office.next_open(opens + 7us) == opens + 7us);
  CHECK(office.next_open(closes) == opens + 24h);
}

TEST_CASE("the weekend is stepped over, with the clocks changed in it") {
  auto const office = hours_of(business("America/New_York"));
  auto const friday_evening = instant("2027-03-12T22:00:00Z");                   // 17:00 EST
  CHECK(office.next_open(friday_evening) == instant("2027-03-15T13:00:00Z"));    // 09:00 EDT
  auto const friday_in_autumn = instant("2027-11-05T21:00:00Z");                 // 17:00 EDT
  CHECK(office.next_open(friday_in_autumn) == instant("2027-11-08T14:00:00Z"));  // 09:00 EST
}

TEST_CASE("the lunch break closes and several windows of a day are kept apart") {
  auto rules = never("Europe/London");
  rules.weekly[kMonday] = {{14h, 18h}, {9h, 13h}};
  auto const office = hours_of(rules);
  CHECK(office.closes_at(instant("2027-03-15T10:00:00Z")) == instant("2027-03-15T13:00:00Z"));
  CHECK(office.next_open(instant("2027-03-15T13:00:00Z")) == instant("2027-03-15T14:00:00Z"));
}

TEST_CASE("touching and overlapping windows are one, over midnight too") {
  auto rules = never("Europe/London");
  rules.weekly[kFriday] = {{9h, 13h}, {13h, 15h}, {14h, 16h}, {22h, kMidnight}};
  rules.weekly[kSaturday] = {{0h, 6h}};
  auto const office = hours_of(rules);
  CHECK(office.closes_at(instant("2027-03-12T09:00:00Z")) == instant("2027-03-12T16:00:00Z"));
  CHECK(office.closes_at(instant("2027-03-12T23:00:00Z")) == instant("2027-03-13T06:00:00Z"));
  CHECK(office.open_at(instant("2027-03-13T00:00:00Z")));
}

TEST_CASE("a closed day is closed whatever the week says, and beats a special one") {
  auto rules = business("Europe/London");
  rules.closed = {year_month_day{December / 25 / 2026}, year_month_day{December / 28 / 2026}};
  rules.special[December / 28 / 2026] = {{9h, 12h}};
  auto const office = hours_of(rules);
  CHECK_FALSE(office.open_at(instant("2026-12-25T10:00:00Z")));
  CHECK(office.next_open(instant("2026-12-24T17:00:00Z")) == instant("2026-12-29T09:00:00Z"));
}

TEST_CASE("a special day has its own windows instead of the week's") {
  auto rules = business("Europe/London");
  rules.special[December / 24 / 2026] = {{9h, 12h}};
  rules.special[December / 27 / 2026] = {{10h, 11h}};  // a Sunday
  auto const office = hours_of(rules);
  CHECK(office.closes_at(instant("2026-12-24T10:00:00Z")) == instant("2026-12-24T12:00:00Z"));
  CHECK(office.next_open(instant("2026-12-26T10:00:00Z")) == instant("2026-12-27T10:00:00Z"));
}

TEST_CASE("a special day without windows is closed") {
  auto rules = business("Europe/London");
  rules.special[December / 24 / 2026] = {};
  CHECK_FALSE(hours_of(rules).open_at(instant("2026-12-24T10:00:00Z")));
}

TEST_CASE("a window that begins in New York's gap opens when the gap ends") {
  auto rules = never("America/New_York");
  rules.weekly[kSunday] = {{2h + 30min, 4h}};
  auto const office = hours_of(rules);
  auto const gap = instant("2027-03-14T07:00:00Z");
  CHECK_FALSE(office.open_at(gap - 1us));
  CHECK(office.next_open(gap - 1h) == gap);
  CHECK(office.closes_at(gap) == gap + 1h);
}

TEST_CASE("a window that ends in the gap closes when the gap begins") {
  auto rules = never("America/New_York");
  rules.weekly[kSunday] = {{1h, 2h + 30min}};
  auto const gap = instant("2027-03-14T07:00:00Z");
  CHECK(hours_of(rules).closes_at(gap - 1h) == gap);
}

TEST_CASE("a window wholly inside the gap does not open that day") {
  auto rules = never("America/New_York");
  rules.weekly[kSunday] = {{2h + 15min, 2h + 45min}};
  auto const office = hours_of(rules);
  auto const gap = instant("2027-03-14T07:00:00Z");
  CHECK_FALSE(office.open_at(gap));
  CHECK(office.next_open(gap - 1h) == instant("2027-03-21T06:15:00Z"));
}

TEST_CASE("in New York's repeated hour a window opens at the first and closes at the last") {
  auto rules = never("America/New_York");
  rules.weekly[kSunday] = {{1h + 30min, 1h + 45min}};
  auto const office = hours_of(rules);
  auto const first = instant("2027-11-07T05:30:00Z");
  CHECK(office.next_open(first - 3h) == first);
  CHECK(office.closes_at(first) == first + 1h + 15min);
}

TEST_CASE("a window over the repeated hour is an hour longer") {
  auto rules = never("Europe/London");
  rules.weekly[kSunday] = {{0h, 2h}};
  auto const office = hours_of(rules);
  auto const opens = instant("2027-10-30T23:00:00Z");
  CHECK(office.closes_at(opens) == opens + 3h);
}

TEST_CASE("where the clocks go back to midnight the day before still ends at the first midnight") {
  auto rules = never("America/Havana");  // 7 November 2027: 01:00 becomes 00:00
  rules.weekly[kSaturday] = {{20h, kMidnight}};
  auto const office = hours_of(rules);
  auto const opens = instant("2027-11-07T00:00:00Z");
  CHECK(office.closes_at(opens) == opens + 4h);
  CHECK_FALSE(office.open_at(opens + 5h));
}

TEST_CASE("where the clocks go back before midnight the day has an hour more") {
  auto rules = never("Africa/Cairo");  // Friday 30 October 2026: 24:00 becomes 23:00 on Thursday
  rules.weekly[3] = {{20h, kMidnight}};
  auto const office = hours_of(rules);
  auto const opens = instant("2026-10-29T17:00:00Z");
  auto const closes = office.closes_at(opens);
  REQUIRE(closes.has_value());
  CHECK(local_text(*closes, office.zone()) == "2026-10-30T00:00");
  CHECK(*closes - opens >= 4h);
}

TEST_CASE("Lord Howe's half hour is skipped and repeated like an hour") {
  auto rules = never("Australia/Lord_Howe");
  rules.weekly[kSunday] = {{2h, 3h}};
  auto const office = hours_of(rules);
  auto const spring = office.next_open(instant("2027-10-02T00:00:00Z")).value();
  CHECK(local_text(spring, office.zone()) == "2027-10-03T02:30");
  CHECK(*office.closes_at(spring) - spring == 30min);
  auto const autumn = office.next_open(instant("2027-04-03T00:00:00Z")).value();
  CHECK(local_text(autumn, office.zone()) == "2027-04-04T02:00");
  CHECK(*office.closes_at(autumn) - autumn == 1h);
}

TEST_CASE("on the day that Samoa skipped nothing opens, and open hours run through") {
  auto rules = business("Pacific/Apia");
  auto const thursday_evening = instant("2011-12-30T05:00:00Z");  // 29 December 19:00
  // Samoa skipped Friday 30 December 2011. So the next business day is Monday 2 January 2012.
  CHECK(hours_of(rules).next_open(thursday_evening) == instant("2012-01-01T19:00:00Z"));
  rules = never("Pacific/Apia");
  rules.weekly[3] = {{0h, kMidnight}};
  rules.weekly[kSaturday] = {{0h, kMidnight}};
  CHECK(hours_of(rules).closes_at(thursday_evening) == instant("2011-12-31T10:00:00Z"));
}

TEST_CASE("around the clock never closes") {
  auto const office = hours_of(around_the_clock("Europe/London"));
  auto const at = instant("2027-03-28T01:00:00Z");
  CHECK(office.open_at(at));
  CHECK(office.next_open(at) == at);
  CHECK(office.closes_at(at) == kNever);
}

TEST_CASE("around the clock with a holiday closes for the holiday only") {
  auto rules = around_the_clock("Europe/London");
  rules.closed = {year_month_day{December / 25 / 2027}};
  auto const office = hours_of(rules);
  CHECK(office.closes_at(instant("2027-01-01T00:00:00Z")) == instant("2027-12-25T00:00:00Z"));
  CHECK(office.next_open(instant("2027-12-25T00:00:00Z")) == instant("2027-12-26T00:00:00Z"));
  CHECK(office.closes_at(instant("2028-01-01T00:00:00Z")) == kNever);
}

TEST_CASE("hours without a window never open, and the search ends") {
  auto const office = hours_of(never("Europe/London"));
  CHECK_FALSE(office.next_open(instant("2027-03-28T01:00:00Z")).has_value());
  CHECK_FALSE(office.closes_at(instant("2027-03-28T01:00:00Z")).has_value());
  auto rules = never("Europe/London");
  rules.special[June / 1 / 2030] = {{9h, 12h}};
  CHECK_FALSE(hours_of(rules).next_open(instant("2027-03-28T01:00:00Z")).has_value());
  CHECK(hours_of(rules).next_open(instant("2030-01-01T00:00:00Z")) ==
        instant("2030-06-01T08:00:00Z"));
}

TEST_CASE("the ends of time are survived") {
  auto const* const zone = GENERATE("Europe/London", "America/New_York", "Asia/Tokyo");
  auto const office = hours_of(business(zone));
  for (auto const at : {kNever, kNever - 1us, Instant::min()}) {
    CHECK_FALSE(office.next_open(at).has_value());
    CHECK_FALSE(office.open_at(at));
    CHECK_FALSE(office.closes_at(at).has_value());
  }
}

TEST_CASE("bad rules are refused with the name of what is wrong") {
  CHECK(OfficeHours::make(business("Mars/Base")).error() == HoursError::unknown_zone);
  auto const window = GENERATE(DayWindow{9h, 9h}, DayWindow{22h, 6h}, DayWindow{-1min, 6h},
                               DayWindow{9h, 24h + 1min});
  auto rules = business("Europe/London");
  rules.weekly[kSunday] = {window};
  CHECK(OfficeHours::make(rules).error() == HoursError::bad_window);
  rules = business("Europe/London");
  rules.special[June / 1 / 2030] = {window};
  CHECK(OfficeHours::make(rules).error() == HoursError::bad_window);
  rules = business("Europe/London");
  rules.closed = {year_month_day{February / 30 / 2027}};
  CHECK(OfficeHours::make(rules).error() == HoursError::bad_date);
  CHECK(callbackd::base::to_text(HoursError::bad_window) == "bad_window");
}

TEST_CASE("windows are read and written as text") {
  CHECK(day_window_from_text("09:00-17:30") == DayWindow{9h, 17h + 30min});
  CHECK(day_window_from_text("00:00-24:00") == DayWindow{0h, 24h});
  CHECK(to_text(DayWindow{9h, 17h + 30min}) == "09:00-17:30");
  CHECK(to_text(DayWindow{0h, 24h}) == "00:00-24:00");
  auto const text = GENERATE("", "9:00-17:00", "09:00-17:60", "09:00–17:00", "09:00-24:01",
                             "17:00-09:00", "09:00-09:00", "09:00-25:00", "09:00 17:00",
                             "09:00-17:00 ", "-9:00-17:00", "24:00-24:00", "09.00-17.00");
  CAPTURE(text);
  CHECK_FALSE(day_window_from_text(text).has_value());
}
