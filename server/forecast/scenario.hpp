// What a simulated day is made from: the definition, the described behaviour, who calls when and
// which agents are there. Values; refers to what its maker keeps.
#pragma once
#include <cstdint>
#include <span>
#include <string>

#include "core/definition/site_definition.hpp"
#include "forecast/fate.hpp"

namespace callbackd::forecast {

// One agent, meant to be Ready.
struct Presence {
  std::string login;
  Instant from{};
  Instant to{};
};

struct Scenario {
  core::SitePtr site;
  Day const& day;  // how people behave
  Frame frame;
  std::span<Arrival const> arrivals;
  std::span<Presence const> presences;
  std::uint64_t seed = 0;
};

}  // namespace callbackd::forecast
