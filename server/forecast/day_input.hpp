// DayInput is the input of a simulated day: the site definition, the behaviour of people, the
// arrivals, and when agents work. The caller of simulate() makes it, on its own thread. DayInput
// only refers to data that the caller owns. This data must outlive the simulation.
#pragma once
#include <cstdint>
#include <span>
#include <string>

#include "core/definition/site_definition.hpp"
#include "forecast/fate.hpp"

namespace callbackd::forecast {

// The time in which one agent should be Ready.
struct Presence {
  std::string login;
  Instant from{};
  Instant to{};
};

struct DayInput {
  core::SitePtr site;
  Day const& day;  // how people behave
  Frame frame;
  std::span<Arrival const> arrivals;
  std::span<Presence const> presences;
  std::uint64_t seed = 0;
};

}  // namespace callbackd::forecast
