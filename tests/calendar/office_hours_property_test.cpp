#include <rapidcheck.h>
#include <catch2/catch.hpp>

#include "calendar/office_hours.hpp"

using namespace callbackd::calendar;
using namespace std::chrono_literals;
using callbackd::base::kNever;
using std::chrono::days;
using std::chrono::local_days;
using std::chrono::minutes;

namespace {

rc::Gen<std::vector<DayWindow>> windows() {
  auto const window = rc::gen::map(rc::gen::pair(rc::gen::inRange(0, 96), rc::gen::inRange(1, 60)),
                                   [](std::pair<int, int> const& quarters) {
                                     minutes const opens{quarters.first * 15};
                                     auto const closes = opens + minutes{quarters.second * 15};
                                     return DayWindow{opens, std::min(closes, minutes{24 * 60})};
                                   });
  return rc::gen::mapcat(rc::gen::inRange<std::size_t>(0, 3), [window](std::size_t count) {
    return rc::gen::container<std::vector<DayWindow>>(count, window);
  });
}

// A case for the property tests: random hours in a random zone, and an instant. In most of the
// zones the clocks change, and the instant is often near such a change.
struct Case {
  HoursRules rules;
  Instant at;
};

Case make_case() {
  Case made;
  made.rules.zone = *rc::gen::element<std::string>(
      "America/New_York", "Europe/London", "Australia/Lord_Howe", "Africa/Cairo", "America/Havana",
      "Antarctica/Troll", "Asia/Kolkata");
  for (auto& day : made.rules.weekly) day = *windows();
  auto const zone = Zone::find(made.rules.zone).value();
  made.at = Instant{minutes{*rc::gen::inRange<std::int64_t>(26'000'000, 34'000'000)}};  // to 2034
  auto const change = zone.span_at(made.at).end;
  if (*rc::gen::arbitrary<bool>() && change < Instant{std::chrono::years{66}}) {
    made.at = change + minutes{*rc::gen::inRange(-3000, 1000)};
  }
  auto const today = std::chrono::floor<days>(zone.to_local(made.at));
  auto const nearby = [&] {
    return std::chrono::year_month_day{today + days{*rc::gen::inRange(-1, 4)}};
  };
  if (*rc::gen::arbitrary<bool>()) made.rules.closed.insert(nearby());
  if (*rc::gen::arbitrary<bool>()) made.rules.special[nearby()] = *windows();
  return made;
}

// Makes cases of full size in every run. rapidcheck begins with small sizes, and those cases would
// have no windows at all.
rc::Gen<Case> any_case() {
  return rc::gen::resize(rc::kNominalSize, rc::gen::exec(make_case));
}

// The model of the test: returns whether the office is open. It uses only the rules, and the date
// and time that the wall clock shows.
bool open_by_the_wall_clock(HoursRules const& rules, Zone const& zone, Instant at) {
  auto const local = zone.to_local(at);
  auto const day = std::chrono::floor<days>(local);
  std::chrono::year_month_day const date{day};
  if (rules.closed.contains(date)) return false;
  auto const special = rules.special.find(date);
  auto const& today = special != rules.special.end()
                          ? special->second
                          : rules.weekly[std::chrono::weekday{day}.iso_encoding() - 1];
  return std::any_of(today.begin(), today.end(), [&](DayWindow window) {
    return local - day >= window.opens && local - day < window.closes;
  });
}

// Returns whether the clocks change within three hours of this instant. Then a wall time near the
// instant can occur twice.
bool clocks_change_near(Zone const& zone, Instant at) {
  return zone.span_at(at - 3h).end != zone.span_at(at + 3h).end;
}

// Calls `visit` with instants from `from` on and before `until`: at most about 200, with the first
// and the last one.
template <typename Visit>
void sample(Instant from, Instant until, Visit visit) {
  if (from >= until) return;
  auto const step = std::max<callbackd::base::Duration>((until - from) / 200, 1min);
  for (auto at = from; at < until; at += step) visit(at);
  visit(until - 1us);
}

}  // namespace

TEST_CASE("hours are open when the wall clock says so") {
  CHECK(rc::check([] {
    auto const made = *any_case();
    auto const office = OfficeHours::make(made.rules).value();
    sample(made.at - 26h, made.at + 26h, [&](Instant at) {
      bool const expected = open_by_the_wall_clock(made.rules, office.zone(), at);
      if (expected) RC_ASSERT(office.open_at(at));
      if (!clocks_change_near(office.zone(), at)) RC_ASSERT(office.open_at(at) == expected);
    });
  }));
}

TEST_CASE("the next opening is open and nothing before it is") {
  CHECK(rc::check([] {
    auto const made = *any_case();
    auto const office = OfficeHours::make(made.rules).value();
    auto const next = office.next_open(made.at);
    if (office.open_at(made.at)) {
      RC_ASSERT(next == made.at);
      return;
    }
    auto const end = next ? *next : made.at + OfficeHours::kSearchDays;
    sample(made.at, end, [&](Instant at) { RC_ASSERT(!office.open_at(at)); });
    if (next) RC_ASSERT(office.open_at(*next));
  }));
}

TEST_CASE("hours stay open until they close and are closed then") {
  CHECK(rc::check([] {
    auto const made = *any_case();
    auto const office = OfficeHours::make(made.rules).value();
    auto const opens = office.next_open(made.at);
    RC_PRE(opens.has_value());
    auto const closes = office.closes_at(*opens).value();
    RC_ASSERT(closes > *opens);
    sample(*opens, std::min(closes, *opens + OfficeHours::kSearchDays),
           [&](Instant at) { RC_ASSERT(office.open_at(at)); });
    if (closes != kNever) RC_ASSERT(!office.open_at(closes));
  }));
}

TEST_CASE("a phase holds from the asked instant until its end") {
  CHECK(rc::check([] {
    auto const made = *any_case();
    auto const office = OfficeHours::make(made.rules).value();
    auto const phase = office.phase_at(made.at);
    RC_ASSERT(phase.until > made.at);
    RC_ASSERT(phase.open == office.open_at(made.at));
    sample(made.at, std::min(phase.until, made.at + days{30}),
           [&](Instant at) { RC_ASSERT(office.open_at(at) == phase.open); });
    if (phase.until != kNever) RC_ASSERT(office.open_at(phase.until) != phase.open);
  }));
}
