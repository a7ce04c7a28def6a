// OfficeHours: when a queue works. Weekly windows of wall time in one zone, closed days, special
// days. Correct when the clocks change: a window opens when its first time is first reached and
// closes when its last time is last reached. A value, immutable once made: results depend only on
// the arguments and the zone database. Any thread. Never reads a clock.
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
// Reads 09:00-17:30 or 22:00-24:00. A window over midnight must be written as two, one for each
// day. nullopt: not such a text, or it does not close after it opens.
std::optional<DayWindow> day_window_from_text(std::string_view text);
std::string to_text(DayWindow window);

// The hours as the administrator wrote them. A special day has its own windows instead of those of
// its weekday. A day that is both closed and special is closed.
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
// boost::system::result calls it when value() is asked of an error. That is a broken contract and
// ends the process.
[[noreturn]] void throw_exception_from_error(HoursError error, boost::source_location const& where);

class OfficeHours {
 public:
  static boost::system::result<OfficeHours, HoursError> make(HoursRules rules);

  // How far ahead the functions below search. An opening or closing later than that counts as
  // never.
  static constexpr std::chrono::days kSearchDays{400};

  bool open_at(Instant at) const;
  // `from` itself if it is open then; nullopt: it does not open within kSearchDays.
  std::optional<Instant> next_open(Instant from) const;
  // The end of the opening that contains this instant; windows that touch are one opening. kNever:
  // it does not close within kSearchDays; nullopt: it is closed at this instant.
  std::optional<Instant> closes_at(Instant open_instant) const;

  // Whether it is open at an instant, and until when that stays so. A caller may keep the answer
  // until then. open_at, next_open and closes_at follow from it. `until` kNever: not within
  // kSearchDays.
  struct Phase {
    bool open = false;
    Instant until = base::kNever;
  };
  Phase phase_at(Instant at) const;

  // The windows of one date of the zone as instants, in order. They do not overlap: where the
  // clocks go back, a window begins only when the one before has closed. Windows that the clocks
  // skip are left out.
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
