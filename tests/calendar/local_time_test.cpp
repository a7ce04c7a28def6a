#include "calendar/local_time.hpp"

#include <rapidcheck.h>
#include <catch2/catch.hpp>

using namespace callbackd::calendar;
using namespace std::chrono_literals;
using callbackd::base::from_rfc3339;

namespace {

Zone zone(std::string_view name) {
  return Zone::find(name).value();
}
Instant instant(std::string_view text) {
  return from_rfc3339(text).value();
}

// Draws a number from the whole range in every run. Without `resize`, rapidcheck would draw only
// small numbers in its first runs.
template <typename Number>
Number between(Number low, Number high) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<Number>(low, high));
}

}  // namespace

TEST_CASE("a local time in a zone is an instant") {
  auto const new_york = [](std::string_view text) {
    return resolve({.text = text, .zone = "America/New_York"});
  };
  CHECK(*new_york("2027-03-13T09:00") == instant("2027-03-13T14:00:00Z"));
  CHECK(*new_york("2027-03-14T09:00") == instant("2027-03-14T13:00:00Z"));
  CHECK(*new_york("2027-03-14T09:00:30") == instant("2027-03-14T13:00:30Z"));
  CHECK(*new_york("2027-03-14T02:30") == instant("2027-03-14T07:00:00Z"));
}

TEST_CASE("a repeated time is the earlier unless the offset says otherwise") {
  auto const at = [](std::optional<std::chrono::seconds> offset) {
    return *resolve({"2027-11-07T01:30", "America/New_York", offset});
  };
  CHECK(at(std::nullopt) == instant("2027-11-07T05:30:00Z"));
  CHECK(at(-4h) == instant("2027-11-07T05:30:00Z"));
  CHECK(at(-5h) == instant("2027-11-07T06:30:00Z"));
  CHECK(at(+1h) == instant("2027-11-07T05:30:00Z"));
}

TEST_CASE("an offset changes nothing where the wall time alone decides") {
  CHECK(*resolve({"2027-07-01T09:00", "Europe/London", 0s}) == instant("2027-07-01T08:00:00Z"));
  CHECK(*resolve({"2027-03-28T01:30", "Europe/London", 0s}) == instant("2027-03-28T01:00:00Z"));
}

TEST_CASE("London's clocks go back on the last Sunday of October") {
  CHECK(*resolve({"2027-10-31T01:30", "Europe/London", std::nullopt}) ==
        instant("2027-10-31T00:30:00Z"));
  CHECK(*resolve({"2027-10-31T01:30", "Europe/London", 0s}) == instant("2027-10-31T01:30:00Z"));
}

TEST_CASE("an unknown zone and a malformed time have names") {
  auto const unknown = resolve({.text = "2027-03-14T09:00", .zone = "Mars/Base"});
  REQUIRE(unknown.has_error());
  CHECK(callbackd::base::to_text(unknown.error()) == "unknown_zone");
  auto const malformed = resolve({.text = "2027-03-14 09:00", .zone = "Europe/London"});
  REQUIRE(malformed.has_error());
  CHECK(callbackd::base::to_text(malformed.error()) == "malformed");
}

TEST_CASE("malformed local times are refused") {
  auto const text =
      GENERATE("", "2027-03-14", "2027-03-14T9:00", "2027-03-14t09:00", "2027-03-14T24:00",
               "2027-03-14T23:60", "2027-03-14T23:59:60", "2027-13-14T09:00", "2027-02-29T09:00",
               "2027-00-14T09:00", "2027-03-32T09:00", "2027-03-14T09:00Z", "2027-03-14T09:00:00Z",
               "2027-03-14T09:00:00.5", "2027-03-14T09:00+01:00", "2027-03-14T09:00:0",
               " 2027-03-14T09:00", "2027-03-14T-9:00", "2027-03-14T09:0x", "20270-3-14T09:00");
  CAPTURE(text);
  CHECK_FALSE(local_time_from_text(text).has_value());
}

TEST_CASE("dates are read and written strictly") {
  using namespace std::chrono;
  CHECK(date_from_text("2026-12-25") == December / 25 / 2026);
  CHECK(to_text(year_month_day{December / 25 / 2026}) == "2026-12-25");
  auto const text = GENERATE("", "2026-12-5", "2026-02-30", "2026-12-25T", "25-12-2026",
                             "2026/12/25", "2026-00-01", "2026-12-2x");
  CAPTURE(text);
  CHECK_FALSE(date_from_text(text).has_value());
}

TEST_CASE("an instant is written as the zone's clocks show it") {
  CHECK(local_text(instant("2027-03-14T13:00:00.5Z"), zone("America/New_York")) ==
        "2027-03-14T09:00");
  CHECK(local_text(instant("2027-03-14T13:00:07Z"), zone("America/New_York")) ==
        "2027-03-14T09:00:07");
  CHECK(local_text(instant("2027-12-31T23:30:00Z"), zone("Asia/Kolkata")) == "2028-01-01T05:00");
}

TEST_CASE("the local date is the zone's, not UTC's") {
  using namespace std::chrono;
  auto const at = instant("2027-12-31T23:30:00Z");
  CHECK(local_date(at, zone("Asia/Kolkata")) == January / 1 / 2028);
  CHECK(local_date(at, zone("America/New_York")) == December / 31 / 2027);
}

TEST_CASE("a window is described as people read it") {
  auto const new_york = zone("America/New_York");
  auto const from = instant("2027-03-14T13:00:00Z");
  CHECK(describe_window(from, from + 3h, new_york) == "14 Mar 09:00–12:00 New York");
  CHECK(describe_window(from, std::nullopt, new_york) == "14 Mar 09:00 New York");
  CHECK(describe_window(from, from + 24h, new_york) == "14 Mar 09:00 – 15 Mar 09:00 New York");
}

TEST_CASE("outside gaps any local time survives the way to an instant and back") {
  CHECK(rc::check([] {
    auto const where = *rc::gen::element<std::string>("America/New_York", "Europe/London",
                                                      "Australia/Lord_Howe", "Pacific/Apia", "UTC");
    auto const minute = between<std::int64_t>(0, 35'500'000);
    auto const shown = local_text(Instant{std::chrono::minutes{minute}}, zone(where));
    auto const at = *resolve({.text = shown, .zone = where});
    RC_ASSERT(local_text(at, zone(where)) == shown);
    RC_ASSERT(at <= Instant{std::chrono::minutes{minute}});
  }));
}

TEST_CASE("an instant is found again from its local text and offset") {
  CHECK(rc::check([] {
    auto const where = zone(*rc::gen::element<std::string>("America/New_York", "Europe/London",
                                                           "Australia/Lord_Howe", "Africa/Cairo"));
    Instant at{std::chrono::minutes{between<std::int64_t>(10'500'000, 35'500'000)}};
    if (*rc::gen::arbitrary<bool>()) {
      at = where.span_at(at).end + std::chrono::minutes{between(-90, 90)};
      RC_PRE(at < Instant{std::chrono::years{68}});
    }
    auto const offset = where.span_at(at).utc_offset;
    RC_ASSERT(*resolve({local_text(at, where), where.name(), offset}) == at);
  }));
}
