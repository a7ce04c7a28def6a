// Test support: a contact centre so small that its figures can be computed by hand. It has one
// site, one queue, and a few agents who accept every offer. Pure; any thread.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "forecast/figures.hpp"
#include "forecast/simulate.hpp"

namespace callbackd::forecast {

using std::chrono::hours;
using std::chrono::minutes;

inline std::shared_ptr<core::SiteDefinition> small_site(int agents) {
  auto site = std::make_shared<core::SiteDefinition>();
  site->company.name = "Small";
  core::Site www;
  www.name = "www";
  www.requests_per_minute = 0;
  www.requests_per_prefix_per_hour = 0;
  site->sites.push_back(www);
  core::Queue queue;
  queue.name = "sales";
  queue.service_level = seconds{60};
  queue.service_level_percent = 80;
  site->queues.push_back(queue);
  for (int i = 0; i < agents; ++i) {
    core::Agent agent;
    agent.login = "agent" + std::to_string(i);
    site->agents.push_back(agent);
  }
  return site;
}

// A day with three callbacks, at 08:00, 08:05 and 08:10. An agent takes ten seconds to accept a
// callback, and then talks for ten minutes.
inline Day small_day() {
  using namespace std::chrono;
  Day day;
  day.date = 2027y / March / 15;
  day.hours = {hours{8}, hours{9}};
  Stream stream;
  stream.site = "www";
  stream.queue = "sales";
  stream.even = true;
  stream.volumes.push_back({{hours{8}, hours{8} + kInterval}, 3});
  day.streams.push_back(stream);
  Handling handling;
  handling.answer = Law::fixed(seconds{10});
  handling.dial = Law::fixed(seconds{0});
  handling.ring = Law::fixed(seconds{0});
  handling.talk = Law::fixed(minutes{10});
  day.handlings.push_back(handling);
  day.shifts.push_back({{"*"}, 0, {{hours{8}, hours{9}}}, {}});
  return day;
}

inline DayFate played(core::SitePtr const& site, Day const& day, std::uint64_t seed = 1) {
  std::string const zone = "UTC";
  auto const arrivals = arrivals_of(day, zone, seed);
  auto const presences = presences_of(day, *site, zone);
  return simulate({site, day, frame_of(day, zone), arrivals, presences, seed});
}

inline Figures figures_of(core::SitePtr const& site, Day const& day, std::uint64_t seed = 1,
                          int runs = 1) {
  FigureMaker figures{site, frame_of(day, "UTC")};
  for (int run = 0; run < runs; ++run) {
    figures.add(played(site, day, seed + static_cast<std::uint64_t>(run)));
  }
  return figures.take();
}

}  // namespace callbackd::forecast
