// OfficeHours: when a queue works. It has weekly windows of wall time in one zone, closed days and
// special days. When the clocks go back, a wall time may come twice. If the begin of a window comes
// twice, the window opens at the earlier one. If its last second comes twice, it closes after the
// later one. A value that never changes after it is made: results depend only on the arguments and
// the zone database. Any thread. Never reads a clock.
#pragma once
#include <array>
#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>
#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/instant.hpp"
#include "base/words.hpp"
#include "calendar/zone.hpp"

namespace callbackd::calendar {

// A window of a day, in minutes of wall time since midnight: 0 <= opens < closes <= 24 h.
struct DayWindow {
  std::chrono::minutes opens{0};
  std::chrono::minutes closes{0};
  auto operator<=>(DayWindow const&) const = default;
};
// Reads a window, for example 09:00-17:30 or 22:00-24:00. A window over midnight must be written as
// two windows, one for each day. Returns nullopt for another text, or if the window does not close
// after it opens.
std::optional<DayWindow> day_window_from_text(std::string_view text);
std::string to_text(DayWindow window);

// The hours as the administrator wrote them. A special day has its own windows, which replace the
// windows of its weekday. A day that is both closed and special is closed.
struct HoursRules {
  std::string zone;
  std::array<std::vector<DayWindow>, 7>
      weekly;  // Monday first; windows that touch or overlap are merged
  std::set<std::chrono::year_month_day> closed;
  std::map<std::chrono::year_month_day, std::vector<DayWindow>> special;
  bool operator==(HoursRules const&) const = default;
};

enum class HoursError { unknown_zone, bad_window, bad_date };
constexpr auto words_of(std::type_identity<HoursError>) {
  using enum HoursError;
  return std::to_array<base::Word<HoursError>>(
      {{"unknown_zone", unknown_zone}, {"bad_window", bad_window}, {"bad_date", bad_date}});
}
// boost::system::result calls this function when value() is called on a result that holds an error.
// That is a mistake in the calling code, so it ends the process.
[[noreturn]] void throw_exception_from_error(HoursError error, boost::source_location const& where);

class OfficeHours {
 public:
  static boost::system::result<OfficeHours, HoursError> make(HoursRules rules);

  // How far ahead next_open, closes_at and phase_at search. An opening or closing that comes later
  // counts as never.
  static constexpr std::chrono::days kSearchDays{400};

  bool open_at(Instant at) const;
  // Returns the next instant at which the hours are open: `from` itself if they are open then.
  // Returns nullopt if they do not open within kSearchDays.
  std::optional<Instant> next_open(Instant from) const;
  // Returns the end of the opening that contains this instant; windows that touch are one opening.
  // Returns kNever if it does not close within kSearchDays, and nullopt if the hours are closed at
  // this instant.
  std::optional<Instant> closes_at(Instant open_instant) const;

  // Whether the hours are open at an instant, and until when this stays so. A caller may keep the
  // answer until then. open_at, next_open and closes_at can be computed from it. If `until` is
  // kNever, nothing changes within kSearchDays.
  struct Phase {
    bool open = false;
    Instant until = base::kNever;
  };
  Phase phase_at(Instant at) const;

  // Returns the windows of one date as instants, in order. The date is a date in the zone of the
  // hours. The windows do not overlap: if the clocks go back, a window begins only when the window
  // before it has closed. Windows that the clocks skip completely are left out.
  struct Opening {
    Instant opens{};
    Instant closes{};
  };
  std::vector<Opening> openings_on(std::chrono::local_days day) const;

  HoursRules const& rules() const { return rules_; }
  Zone const& zone() const { return zone_; }
  bool operator==(OfficeHours const&) const = default;

 private:
  OfficeHours(HoursRules rules, Zone zone);
  std::vector<DayWindow> const& windows_of(std::chrono::local_days day) const;

  HoursRules rules_;
  Zone zone_;
  // Special and closed days, sorted by day for binary search. A closed day has no windows.
  std::vector<std::pair<std::chrono::local_days, std::vector<DayWindow>>> exceptions_;
  bool always_open_ = false;
};

}  // namespace callbackd::calendar
