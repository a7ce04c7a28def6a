#include "calendar/office_hours.hpp"

#include <algorithm>
#include <utility>

#include "base/check.hpp"

namespace callbackd::calendar {
namespace {

using std::chrono::days;
using std::chrono::local_days;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr minutes kDay{24 * 60};

// The first and last instant for which a day is looked up. kNever is outside of them, because sums
// with it would overflow.
constexpr Instant kFirst = std::chrono::sys_days{std::chrono::year{0} / 1 / 1};
constexpr Instant kLast = std::chrono::sys_days{std::chrono::year{9999} / 1 / 1};

bool has_a_day(Instant at) {
  return at >= kFirst && at < kLast;
}

// Turns wall times near one instant into instants. The zone database converts a wall time that is
// within kReach of a change of the clocks. For any other wall time this class only subtracts the
// offset of the zone, because the zone database is the expensive part of a search over many days.
class NearbyClock {
 public:
  NearbyClock(Zone const& zone, Instant at) : zone_(zone), span_(zone.span_at(at)) {}

  local_days day_of(Instant at) const {
    return local_days{std::chrono::floor<days>(at.time_since_epoch() + span_.utc_offset)};
  }
  Instant opening(LocalSeconds local) {
    return plain(local) ? minus_offset(local) : zone_.to_instant(local, Repeated::earlier);
  }
  // Returns when a window closes: the instant after the last second before `local`. If that last
  // second comes twice, the later one counts. `local` itself is not converted, because the clocks
  // may repeat or skip it. Example: a window closes at 03:00, and at 03:00 the clocks go back to
  // 02:00. Then 02:59:59 comes twice, and the window closes after the later 02:59:59. If the clocks
  // skip the last second, the window closes when they are changed.
  Instant closing(LocalSeconds local) {
    if (plain(local)) return minus_offset(local);
    auto const last_second = local - seconds{1};
    auto const at = zone_.to_instant(last_second, Repeated::later);
    bool const skipped = zone_.to_local(at) != last_second;
    return skipped ? at : at + seconds{1};
  }

 private:
  // How far a change of the clocks must be away from a wall time so that it certainly does not skip
  // or repeat that time. The offsets of one zone differ by less than a day.
  static constexpr days kReach{2};
  bool plain(LocalSeconds local) {
    auto const at = minus_offset(local);
    // span_ is a time in which the offset of the zone does not change. If a long search has left
    // span_, the next span is looked up once. The following days then need no look-up.
    if (at < span_.begin || at >= span_.end) span_ = zone_.span_at(at);
    auto const here = minus_offset(local);
    return here - kReach >= span_.begin && here + kReach < span_.end;
  }
  Instant minus_offset(LocalSeconds local) const {
    return Instant{local.time_since_epoch() - span_.utc_offset};
  }
  Zone const& zone_;
  Zone::Span span_;
};

bool valid(DayWindow window) {
  return window.opens >= minutes{0} && window.opens < window.closes && window.closes <= kDay;
}

bool all_valid(std::vector<DayWindow> const& windows) {
  return std::all_of(windows.begin(), windows.end(), valid);
}

void normalise(std::vector<DayWindow>& windows) {
  std::sort(windows.begin(), windows.end());
  std::vector<DayWindow> merged;
  for (auto const window : windows) {
    if (!merged.empty() && window.opens <= merged.back().closes) {
      merged.back().closes = std::max(merged.back().closes, window.closes);
    } else {
      merged.push_back(window);
    }
  }
  windows = std::move(merged);
}

// Reads a time of day as HH:MM, from 00:00 to 24:00.
std::optional<minutes> time_of_day(std::string_view text) {
  auto const digit = [&](std::size_t at) { return text[at] - '0'; };
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  for (std::size_t const at : {0U, 1U, 3U, 4U}) {
    if (text[at] < '0' || text[at] > '9') return std::nullopt;
  }
  int const minute = digit(3) * 10 + digit(4);
  minutes const time{(digit(0) * 10 + digit(1)) * 60 + minute};
  if (minute > 59 || time > kDay) return std::nullopt;
  return time;
}

std::string time_text(minutes time) {
  auto const two_digits = [](std::int64_t number) {
    return (number < 10 ? "0" : "") + std::to_string(number);
  };
  return two_digits(time.count() / 60) + ':' + two_digits(time.count() % 60);
}

}  // namespace

std::optional<DayWindow> day_window_from_text(std::string_view text) {
  if (text.size() != 11 || text[5] != '-') return std::nullopt;
  auto const opens = time_of_day(text.substr(0, 5));
  auto const closes = time_of_day(text.substr(6));
  if (!opens || !closes || !valid({*opens, *closes})) return std::nullopt;
  return DayWindow{*opens, *closes};
}

std::string to_text(DayWindow window) {
  return time_text(window.opens) + '-' + time_text(window.closes);
}

void throw_exception_from_error(HoursError error, boost::source_location const& where) {
  base::contract_violated(base::to_text(error).data(), where.file_name(),
                          static_cast<int>(where.line()));
}

boost::system::result<OfficeHours, HoursError> OfficeHours::make(HoursRules rules) {
  auto const zone = Zone::find(rules.zone);
  if (!zone) return HoursError::unknown_zone;
  for (auto& windows : rules.weekly) {
    if (!all_valid(windows)) return HoursError::bad_window;
    normalise(windows);
  }
  for (auto& [date, windows] : rules.special) {
    if (!date.ok()) return HoursError::bad_date;
    if (!all_valid(windows)) return HoursError::bad_window;
    normalise(windows);
  }
  for (auto const& date : rules.closed) {
    if (!date.ok()) return HoursError::bad_date;
  }
  return OfficeHours{std::move(rules), *zone};
}

OfficeHours::OfficeHours(HoursRules rules, Zone zone) : rules_(std::move(rules)), zone_(zone) {
  std::map<local_days, std::vector<DayWindow>> exceptions;
  for (auto const& [date, windows] : rules_.special) exceptions[local_days{date}] = windows;
  for (auto const& date : rules_.closed) exceptions[local_days{date}].clear();
  exceptions_.assign(exceptions.begin(), exceptions.end());
  std::vector<DayWindow> const whole_day{DayWindow{minutes{0}, kDay}};
  always_open_ =
      exceptions_.empty() && std::all_of(rules_.weekly.begin(), rules_.weekly.end(),
                                         [&](auto const& windows) { return windows == whole_day; });
}

std::vector<DayWindow> const& OfficeHours::windows_of(local_days day) const {
  auto const found =
      std::lower_bound(exceptions_.begin(), exceptions_.end(), day,
                       [](auto const& entry, local_days wanted) { return entry.first < wanted; });
  if (found != exceptions_.end() && found->first == day) return found->second;
  return rules_.weekly[std::chrono::weekday{day}.iso_encoding() - 1];
}

// Goes through the windows of each day, from yesterday on. Those that are over, or that the clocks
// skip, are left out. If the first window that is left opens after `at`, the hours are closed until
// then. Otherwise they are open at `at`, and each next window that begins before the opening ends,
// or exactly then, makes it longer. So windows that touch each other, for example at midnight, are
// one opening. The first gap ends the search.
OfficeHours::Phase OfficeHours::phase_at(Instant at) const {
  if (always_open_) return Phase{true, base::kNever};
  if (!has_a_day(at)) return Phase{false, base::kNever};
  NearbyClock clock{zone_, at};
  auto const today = clock.day_of(at);
  Phase phase;
  // Yesterday is searched too, because its last window may reach into today if the clocks go back
  // at midnight.
  for (auto day = today - days{1}; day <= today + kSearchDays; day += days{1}) {
    for (auto const window : windows_of(day)) {
      auto const opens = clock.opening(day + window.opens);
      auto const closes = clock.closing(day + window.closes);
      if (closes <= opens || closes <= at) continue;  // the clocks skip it, or it is over
      if (!phase.open && opens > at) return Phase{false, opens};
      if (phase.open && opens > phase.until) return phase;
      phase.until = phase.open ? std::max(phase.until, closes) : closes;
      phase.open = true;
    }
    // The opening ends before the next day begins, so no window of the next day can belong to it.
    // The search is over.
    if (phase.open && clock.opening(day + days{1}) > phase.until) return phase;
  }
  return Phase{phase.open, base::kNever};
}

std::vector<OfficeHours::Opening> OfficeHours::openings_on(local_days day) const {
  NearbyClock clock{zone_, zone_.to_instant(day)};
  auto closed = Instant::min();
  for (auto const window : windows_of(day - days{1})) {
    closed = std::max(closed, clock.closing(day - days{1} + window.closes));
  }
  std::vector<Opening> openings;
  for (auto const window : windows_of(day)) {
    auto const opens = std::max(closed, clock.opening(day + window.opens));
    auto const closes = clock.closing(day + window.closes);
    if (closes <= opens) continue;
    openings.push_back({opens, closes});
    closed = closes;
  }
  return openings;
}

bool OfficeHours::open_at(Instant at) const {
  if (always_open_) return true;
  if (!has_a_day(at)) return false;
  NearbyClock clock{zone_, at};
  auto const today = clock.day_of(at);
  // The days before and after are searched too: if the clocks go back at midnight, a window of one
  // of these days may contain `at`.
  for (auto day = today - days{1}; day <= today + days{1}; day += days{1}) {
    for (auto const window : windows_of(day)) {
      if (clock.opening(day + window.opens) <= at && at < clock.closing(day + window.closes)) {
        return true;
      }
    }
  }
  return false;
}

std::optional<Instant> OfficeHours::next_open(Instant from) const {
  if (open_at(from)) return from;
  auto const phase = phase_at(from);
  if (phase.until == base::kNever) return std::nullopt;
  return phase.until;
}

std::optional<Instant> OfficeHours::closes_at(Instant open_instant) const {
  auto const phase = phase_at(open_instant);
  if (!phase.open) return std::nullopt;
  return phase.until;
}

}  // namespace callbackd::calendar
