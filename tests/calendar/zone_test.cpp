#include "calendar/zone.hpp"

#include <rapidcheck.h>
#include <catch2/catch.hpp>

#include <set>

using namespace callbackd::calendar;
using namespace std::chrono_literals;
using std::chrono::local_days;
using std::chrono::sys_days;

namespace {

Zone zone(std::string_view name) {
  return Zone::find(name).value();
}

constexpr auto kGapDay = local_days{std::chrono::March / 14 / 2027};
constexpr auto kFoldDay = local_days{std::chrono::November / 7 / 2027};

// Returns every instant at which the zone's clocks show this wall time. For this it tries the
// zone's offsets from two days before to two days after this time.
std::set<Instant> instants_showing(LocalSeconds local, Zone const& where) {
  std::set<Instant> found;
  Instant const as_utc{local.time_since_epoch()};
  for (auto probe = as_utc - 48h; probe <= as_utc + 48h; probe += 1h) {
    auto const at = as_utc - where.span_at(probe).utc_offset;
    if (where.to_local(at) == local) found.insert(at);
  }
  return found;
}

// Draws a number from the whole range in every run. Without `resize`, rapidcheck would draw only
// small numbers in its first runs.
template <typename Number>
Number between(Number low, Number high) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<Number>(low, high));
}

}  // namespace

TEST_CASE("zones of the database exist under their exact names") {
  CHECK(zone_exists("America/New_York"));
  CHECK(zone_exists("Europe/London"));
  CHECK(zone_exists("UTC"));
  CHECK(zone_exists("Etc/GMT+5"));
  CHECK(zone("Europe/London").name() == "Europe/London");
}

TEST_CASE("a name that is no zone is not found, files of the zone folder included") {
  auto const name =
      GENERATE("", "Mars/Base", "europe/london", "Europe", "Europe/", "/UTC", "../../etc/passwd",
               "posixrules", "localtime", "tzdata.zi", "posix/Europe/London", "right/UTC",
               "Europe/London ", "EST5EDT,M3.2.0");
  CAPTURE(name);
  CHECK_FALSE(zone_exists(name));
  CHECK_FALSE(zone_exists(std::string(10'000, 'A')));
}

TEST_CASE("a zone is called by its city") {
  CHECK(zone("America/New_York").city() == "New York");
  CHECK(zone("America/Argentina/Buenos_Aires").city() == "Buenos Aires");
  CHECK(zone("UTC").city() == "UTC");
}

TEST_CASE("New York skips 02:00 to 03:00 in spring: every time of it is the end of the gap") {
  auto const new_york = zone("America/New_York");
  Instant const after_gap = sys_days{std::chrono::March / 14 / 2027} + 7h;
  CHECK(new_york.to_instant(kGapDay + 1h + 59min) == after_gap - 1min);
  CHECK(new_york.to_instant(kGapDay + 2h) == after_gap);
  CHECK(new_york.to_instant(kGapDay + 2h + 30min) == after_gap);
  CHECK(new_york.to_instant(kGapDay + 2h + 30min, Repeated::later) == after_gap);
  CHECK(new_york.to_instant(kGapDay + 3h) == after_gap);
}

TEST_CASE("New York repeats 01:00 to 02:00 in autumn: the earlier unless the later is asked for") {
  auto const new_york = zone("America/New_York");
  Instant const first = sys_days{std::chrono::November / 7 / 2027} + 5h + 30min;
  CHECK(new_york.to_instant(kFoldDay + 1h + 30min) == first);
  CHECK(new_york.to_instant(kFoldDay + 1h + 30min, Repeated::later) == first + 1h);
  CHECK(new_york.to_instant(kFoldDay + 2h) == first + 1h + 30min);
}

TEST_CASE("Lord Howe moves its clocks by half an hour") {
  auto const lord_howe = zone("Australia/Lord_Howe");
  auto const spring = local_days{std::chrono::October / 3 / 2027};  // 02:00 becomes 02:30
  CHECK(lord_howe.to_instant(spring + 2h + 15min) == lord_howe.to_instant(spring + 2h + 30min));
  auto const autumn = local_days{std::chrono::April / 4 / 2027};  // 02:00 becomes 01:30
  CHECK(lord_howe.to_instant(autumn + 1h + 45min, Repeated::later) -
            lord_howe.to_instant(autumn + 1h + 45min) ==
        30min);
}

TEST_CASE("Samoa skipped a whole day: each time of it is the midnight after") {
  auto const samoa = zone("Pacific/Apia");
  auto const skipped = local_days{std::chrono::December / 30 / 2011};
  Instant const midnight_after = sys_days{std::chrono::December / 30 / 2011} + 10h;
  CHECK(samoa.to_instant(skipped) == midnight_after);
  CHECK(samoa.to_instant(skipped + 12h) == midnight_after);
  CHECK(samoa.to_instant(skipped + 23h + 59min) == midnight_after);
  CHECK(samoa.to_instant(skipped + 24h) == midnight_after);
  CHECK(samoa.to_instant(skipped - 1s) == midnight_after - 1s);
}

TEST_CASE("the far ends of time are taken as the years 0 and 9999") {
  auto const london = zone("Europe/London");
  CHECK(london.to_local(callbackd::base::kNever) > local_days{std::chrono::January / 1 / 9999});
  CHECK(london.to_local(Instant::min()) < local_days{std::chrono::January / 2 / 1});
  CHECK(london.span_at(callbackd::base::kNever).begin < callbackd::base::kNever);
}

TEST_CASE("in any zone wall times mean what the zone's clocks show") {
  CHECK(rc::check([] {
    auto const where = zone(*rc::gen::element<std::string>(
        "America/New_York", "Europe/London", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Cairo",
        "America/Havana", "Asia/Kolkata", "America/St_Johns", "Asia/Tehran", "Europe/Dublin",
        "Africa/Casablanca", "Antarctica/Troll", "UTC"));
    auto const minute = between<std::int64_t>(10'500'000, 35'500'000);  // 1990 to 2037
    // In half of the cases the instant is within three hours of a change of the clocks.
    Instant at{std::chrono::minutes{minute}};
    auto const change = where.span_at(at).end;
    if (*rc::gen::arbitrary<bool>() && change < Instant{std::chrono::years{70}}) {
      at = change + std::chrono::minutes{between(-180, 180)};
    }
    auto const spread = std::chrono::minutes{between(-120, 120)};
    auto const local = std::chrono::floor<std::chrono::seconds>(where.to_local(at)) + spread;
    auto const expected = instants_showing(local, where);
    auto const earlier = where.to_instant(local);
    auto const later = where.to_instant(local, Repeated::later);
    if (expected.empty()) {
      RC_ASSERT(earlier == later);
      RC_ASSERT(where.to_local(earlier) > local);
      RC_ASSERT(where.to_local(earlier - 1us) < local);
    } else {
      RC_ASSERT(earlier == *expected.begin());
      RC_ASSERT(later == *expected.rbegin());
      RC_ASSERT(where.to_local(earlier) == local);
      RC_ASSERT(where.to_local(later) == local);
    }
  }));
}
