// Makes random site definitions that the decoder accepts, for days on which the clocks change: any
// queues, agents, skills, targets and rules, and hours in any zone. Pure, except that it reads the
// zone database.
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
// Returns a zone and a day on which its clocks change: by an hour or by half an hour, at night or
// at midnight, forward or back. On one of the days the clocks do not change.
ClockChange const& some_clock_change(Random& random);

inline constexpr char const* kDayQueues[] = {"sales", "support", "third", "rest", "night", "spare"};
inline constexpr char const* kDayAgents[] = {"alice", "bob",   "carol", "dave",
                                             "erin",  "frank", "grace", "heidi"};
inline constexpr char const* kDayPoints[] = {"web", "back"};

// Makes a definition. Returns nullptr if the decoder refuses it, with the reason in `problem`. Then
// the decoder or this function has a fault.
core::SitePtr make_day_site(Random& random, std::int64_t version, ClockChange const& change,
                            std::string& problem);

}  // namespace callbackd::simulation
