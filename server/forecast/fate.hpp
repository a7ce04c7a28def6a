// DayFate: what happened to each customer and each agent in one simulated day. All figures are
// computed from it. Values.
#pragma once
#include <cstdint>
#include <vector>

#include "core/definition/site_definition.hpp"
#include "core/messages/types.hpp"
#include "forecast/arrivals.hpp"

namespace callbackd::forecast {

inline constexpr std::uint32_t kNowhere = 0xFFFF'FFFF;  // CustomerFate::queue: no queue

struct CustomerFate {
  Instant arrived_at{};
  Instant queued_at = base::kNever;    // first due in an open queue
  Instant accepted_at = base::kNever;  // first in an agent's hands
  Instant ended_at = base::kNever;
  std::uint32_t queue = kNowhere;  // the first queue it was in: its index in the definition
  core::CallbackState state = core::CallbackState::kScheduled;
  bool refused = false;
  bool reached = false;  // a call was answered by a person
  std::uint32_t offers = 0;
  std::uint32_t rejected = 0;
  std::uint32_t timed_out = 0;
  std::uint32_t calls = 0;
};

struct AgentFate {
  std::uint32_t agent = 0;        // index in the definition
  std::vector<Duration> staffed;  // by interval: Ready or at work
  std::vector<Duration> busy;     // by interval: with an offer or an interaction
};

struct DayFate {
  Frame frame;
  std::vector<CustomerFate> customers;
  std::vector<AgentFate> agents;
};

}  // namespace callbackd::forecast
