#include "calendar/slots.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "calendar/local_time.hpp"

using namespace callbackd;
using namespace callbackd::calendar;
using namespace std::chrono_literals;

namespace {

OfficeHours hours(std::string zone, std::vector<std::string> const& windows) {
  HoursRules rules;
  rules.zone = std::move(zone);
  for (auto& day : rules.weekly) {
    for (auto const& window : windows) day.push_back(*day_window_from_text(window));
  }
  return OfficeHours::make(rules).value();
}

std::chrono::local_days day(std::string_view date) {
  return std::chrono::local_days{*date_from_text(date)};
}

std::string starts(OfficeHours const& hours, std::string_view date, std::chrono::minutes length) {
  std::string text;
  for (auto const at : slot_starts(hours, day(date), {length, 0s})) {
    text += (text.empty() ? "" : " ") + local_text(at, hours.zone()).substr(11);
  }
  return text;
}

}  // namespace

TEST_CASE("slots follow each other from the opening on, and a rest is none") {
  auto const office = hours("Europe/London", {"09:00-10:10", "14:05-15:00"});
  CHECK(starts(office, "2027-03-01", 15min) == "09:00 09:15 09:30 09:45 14:05 14:20 14:35");
  CHECK(starts(office, "2027-03-01", 70min) == "09:00");
  CHECK(starts(office, "2027-03-01", 71min).empty());
}

TEST_CASE("a closed day has no slots, a special day has its own") {
  HoursRules rules;
  rules.zone = "Europe/London";
  for (auto& weekday : rules.weekly) weekday.push_back(*day_window_from_text("09:00-17:00"));
  rules.closed.insert(*date_from_text("2026-12-25"));
  rules.special[*date_from_text("2026-12-24")] = {*day_window_from_text("10:00-11:00")};
  auto const office = OfficeHours::make(rules).value();
  CHECK(starts(office, "2026-12-25", 30min).empty());
  CHECK(starts(office, "2026-12-24", 30min) == "10:00 10:30");
}

TEST_CASE("a day with a skipped hour has fewer slots, one with a repeated hour has more") {
  auto const night = hours("Europe/London", {"00:00-04:00"});
  CHECK(starts(night, "2027-03-28", 30min) == "00:00 00:30 02:00 02:30 03:00 03:30");
  CHECK(starts(night, "2027-10-31", 30min) ==
        "00:00 00:30 01:00 01:30 01:00 01:30 02:00 02:30 03:00 03:30");
}

TEST_CASE("windows that overlap because the clocks go back share no slot") {
  auto const night = hours("Europe/London", {"00:00-01:30", "01:45-03:00"});
  std::vector<base::Instant> const all = slot_starts(night, day("2027-10-31"), {15min, 0s});
  for (std::size_t i = 1; i < all.size(); ++i) CHECK(all[i] - all[i - 1] >= 15min);
}

TEST_CASE("a start too late before closing is no slot, and midnight alone closes nothing") {
  auto const late = hours("Europe/London", {"00:00-00:03", "23:57-24:00"});
  auto const starts_of = [&](std::string_view date) {
    std::string text;
    for (auto const at : slot_starts(late, day(date), {1min, 90s})) {
      text += (text.empty() ? "" : " ") + local_text(at, late.zone()).substr(11);
    }
    return text;
  };
  CHECK(starts_of("2027-03-01") == "00:00 00:01 23:57 23:58 23:59");
}

TEST_CASE("an instant is the start of a slot exactly when its day lists it") {
  for (auto const* zone : {"Europe/London", "America/New_York", "Australia/Lord_Howe",
                           "America/Havana", "Asia/Kathmandu"}) {
    auto const night = hours(zone, {"00:00-02:50", "03:10-05:00", "22:10-24:00"});
    for (auto const length : {5min, 20min, 45min}) {
      std::set<base::Instant> listed;
      for (auto date = day("2027-10-30"); date <= day("2027-11-08"); date += std::chrono::days{1}) {
        for (auto const at : slot_starts(night, date, {length, 0s}))
          CHECK(listed.insert(at).second);
      }
      auto const first = *listed.begin();
      for (auto at = first; at < first + 24h * 9; at += 5min) {
        CHECK(is_slot_start(night, at, {length, 0s}) == listed.contains(at));
      }
      CHECK_FALSE(is_slot_start(night, first + 1us, {length, 0s}));
    }
  }
}
