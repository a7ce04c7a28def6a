// One simulated day: the real routing core, with customers, agents and telephones that behave as a
// day's description says. Its own time; no clock, no thread, no I/O. The same input gives the same
// fates.
#pragma once
#include <string>
#include <vector>

#include "core/definition/site_definition.hpp"
#include "forecast/fate.hpp"
#include "forecast/scenario.hpp"

namespace callbackd::forecast {

// As the day's shifts say, for the agents that this definition has.
std::vector<Presence> presences_of(Day const& day, core::SiteDefinition const& site,
                                   std::string const& zone);

DayFate simulate(Scenario const& scenario);

}  // namespace callbackd::forecast
