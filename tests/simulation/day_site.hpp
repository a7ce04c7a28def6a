// Site definitions without a pattern: any queues, agents, hours in any zone, skills, targets, rules
// that the decoder takes, for days on which the clocks change. Pure but for the zone database.
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
// Where and when the clocks change: by an hour and by half of one, at night and at midnight,
// forward and back, and a day on which they do not.
ClockChange const& some_clock_change(Random& random);

inline constexpr char const* kDayQueues[] = {"sales", "support", "third", "rest", "night", "spare"};
inline constexpr char const* kDayAgents[] = {"alice", "bob",   "carol", "dave",
                                             "erin",  "frank", "grace", "heidi"};
inline constexpr char const* kDayPoints[] = {"web", "back"};

// nullptr: the decoder refuses it (see `problem`), which is a fault of the decoder or of this
// maker.
core::SitePtr make_day_site(Random& random, std::int64_t version, ClockChange const& change,
                            std::string& problem);

}  // namespace callbackd::simulation
