// Simulates one day with the real routing core. Simulated customers, agents and telephones behave
// as the day's description says. Time is simulated; there is no clock or I/O. Pure (the same input
// gives the same result); any thread.
#pragma once
#include <string>
#include <vector>

#include "core/definition/site_definition.hpp"
#include "forecast/day_input.hpp"
#include "forecast/fate.hpp"

namespace callbackd::forecast {

// When the agents of this site definition should be Ready, by the shifts of the day.
std::vector<Presence> presences_of(Day const& day, core::SiteDefinition const& site,
                                   std::string const& zone);

DayFate simulate(DayInput const& input);

}  // namespace callbackd::forecast
