#include "calendar/slots.hpp"

#include <algorithm>

#include "calendar/local_time.hpp"

namespace callbackd::calendar {
namespace {

// The last instant of this opening at which a slot may begin.
Instant last_start(OfficeHours const& hours, OfficeHours::Opening const& opening, SlotLength slot) {
  auto const whole = opening.closes - slot.length;
  auto const closes = hours.closes_at(opening.opens).value_or(opening.closes);
  return closes == base::kNever ? whole : std::min(whole, closes - slot.before_closing);
}

}  // namespace

std::vector<Instant> slot_starts(OfficeHours const& hours, std::chrono::local_days day,
                                 SlotLength slot) {
  std::vector<Instant> starts;
  for (auto const& opening : hours.openings_on(day)) {
    auto const last = last_start(hours, opening, slot);
    for (auto at = opening.opens; at <= last; at += slot.length) starts.push_back(at);
  }
  return starts;
}

bool is_slot_start(OfficeHours const& hours, Instant at, SlotLength slot) {
  std::chrono::local_days const today{local_date(at, hours.zone())};
  std::chrono::days const one{1};
  // The days before and after are searched too: if the clocks go back at midnight, an opening of
  // one of these days may contain `at`.
  for (auto day = today - one; day <= today + one; day += one) {
    auto const openings = hours.openings_on(day);
    bool const starts = std::any_of(openings.begin(), openings.end(), [&](auto const& opening) {
      return opening.opens <= at && at < opening.closes &&
             (at - opening.opens) % slot.length == base::Duration{0} &&
             at <= last_start(hours, opening, slot);
    });
    if (starts) return true;
  }
  return false;
}

}  // namespace callbackd::calendar
