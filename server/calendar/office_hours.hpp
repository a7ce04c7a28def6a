// When a queue works: weekly windows of wall time in one zone, closed days, special days. Right
// over changes of the clocks: a window opens when its first time is first reached and closes when
// its last time is last reached. A value, immutable once made: results depend only on the arguments
// and the zone database. Any thread. Never reads a clock.
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

// Minutes of wall time since midnight: 0 <= opens < closes <= 24 h.
struct DayWindow {
  std::chrono::minutes opens{0};
  std::chrono::minutes closes{0};
  auto operator<=>(DayWindow const&) const = default;
};
// 09:00-17:30, 22:00-24:00. One that runs past midnight is written as two.
std::optional<DayWindow> day_window_from_text(std::string_view text);
std::string to_text(DayWindow window);

// What the administrator wrote. A day that is both closed and special is closed.
struct HoursRules {
  std::string zone;
  std::array<std::vector<DayWindow>, 7>
      weekly;  // Monday first; touching and overlapping ones are merged
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
// Asking an error for its value is a broken contract: it ends the process.
[[noreturn]] void throw_exception_from_error(HoursError error, boost::source_location const& where);

class OfficeHours {
 public:
  static boost::system::result<OfficeHours, HoursError> make(HoursRules rules);

  // How far ahead is searched: what opens or closes only later counts as never.
  static constexpr std::chrono::days kSearchDays{400};

  bool open_at(Instant at) const;
  // `from` itself if open then; nullopt: not within the search.
  std::optional<Instant> next_open(Instant from) const;
  // The end of the opening that holds this instant, adjacent windows joined; kNever: not within the
  // search; nullopt: closed.
  std::optional<Instant> closes_at(Instant open_instant) const;

  // All three in one: the answer holds from the asked instant until `until`, so a caller may keep
  // it so long.
  struct Phase {
    bool open = false;
    Instant until = base::kNever;
  };
  Phase phase_at(Instant at) const;

  // The windows of one date of the zone, in order. None begins before those before it have closed
  // (clocks that go back may make them overlap), and what the clocks skip is left out.
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
  // Special and closed days by day number (closed: no windows); sorted, for the search.
  std::vector<std::pair<std::chrono::local_days, std::vector<DayWindow>>> exceptions_;
  bool always_open_ = false;
};

}  // namespace callbackd::calendar
