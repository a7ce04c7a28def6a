// Makes random site definitions for days on which the clocks change. The decoder must accept them.
// They have any queues, agents, skills, targets and rules, and hours in any zone. Functions that
// only read the zone database; any thread.
#pragma once
#include <string>

#include "core/definition/site_definition.hpp"
#include "simulation/random.hpp"
#include "simulation/timeline.hpp"

namespace callbackd::simulation {

struct ClockChange {
  char const* zone;
  std::chrono::year_month_day date;
};
// Returns a zone and a date. On most of these dates the clocks of the zone change: by an hour or by
// half an hour, at night or at midnight, forward or back. A few are ordinary days.
ClockChange const& some_clock_change(Random& random);

inline constexpr char const* kDayQueues[] = {"sales", "support", "third", "rest", "night", "spare"};
inline constexpr char const* kDayAgents[] = {"alice", "bob",   "carol", "dave",
                                             "erin",  "frank", "grace", "heidi"};
inline constexpr char const* kDayPoints[] = {"web", "back"};

// Makes a definition. If the decoder refuses it, the function returns nullptr, and the reason is in
// `problem`. That is a fault, either of the decoder or of this function.
core::SitePtr make_day_site(Random& random, std::int64_t version, ClockChange const& change,
                            std::string& problem);

}  // namespace callbackd::simulation
