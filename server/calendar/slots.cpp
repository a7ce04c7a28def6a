#include "calendar/slots.hpp"

#include <algorithm>

#include "calendar/local_time.hpp"

namespace callbackd::calendar {

std::vector<Instant> slot_starts(OfficeHours const& hours, std::chrono::local_days day,
                                 std::chrono::minutes length) {
  std::vector<Instant> starts;
  for (auto const& opening : hours.openings_on(day)) {
    for (auto at = opening.opens; at + length <= opening.closes; at += length) starts.push_back(at);
  }
  return starts;
}

bool is_slot_start(OfficeHours const& hours, Instant at, std::chrono::minutes length) {
  std::chrono::local_days const today{local_date(at, hours.zone())};
  std::chrono::days const one{1};
  // The neighbours count where the clocks go back over midnight.
  for (auto day = today - one; day <= today + one; day += one) {
    auto const openings = hours.openings_on(day);
    bool const starts = std::any_of(openings.begin(), openings.end(), [&](auto const& opening) {
      return opening.opens <= at && at + length <= opening.closes &&
             (at - opening.opens) % length == base::Duration{0};
    });
    if (starts) return true;
  }
  return false;
}

}  // namespace callbackd::calendar
