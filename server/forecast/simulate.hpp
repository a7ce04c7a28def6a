// One simulated day: the real routing core, with customers, agents and telephones that behave as a
// day's description says. Its own time; no clock, no thread, no I/O. The same input gives the same
// fates.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/site_definition.hpp"
#include "forecast/fate.hpp"

namespace callbackd::forecast {

// One agent, meant to be Ready.
struct Presence {
  std::string login;
  Instant from{};
  Instant to{};
};
// As the day's shifts say, for the agents that this definition has.
std::vector<Presence> presences_of(Day const& day, core::SiteDefinition const& site,
                                   std::string const& zone);

struct Scenario {
  core::SitePtr site;
  Day const& day;  // how people behave
  Frame frame;
  std::span<Arrival const> arrivals;
  std::span<Presence const> presences;
  std::uint64_t seed = 0;
};

DayFate simulate(Scenario const& scenario);

}  // namespace callbackd::forecast
