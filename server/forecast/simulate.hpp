// Simulates one day: the real routing core, with customers, agents and telephones that behave as
// the day's description says. Simulated time; no clock, thread or I/O. The same input gives the
// same result.
#pragma once
#include <string>
#include <vector>

#include "core/definition/site_definition.hpp"
#include "forecast/fate.hpp"
#include "forecast/scenario.hpp"

namespace callbackd::forecast {

// The presences of the day's shifts, for the agents that this definition has.
std::vector<Presence> presences_of(Day const& day, core::SiteDefinition const& site,
                                   std::string const& zone);

DayFate simulate(Scenario const& scenario);

}  // namespace callbackd::forecast
