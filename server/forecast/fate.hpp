// DayFate says what happened to each customer and each agent in one simulated day. All figures are
// computed from it. Values; any thread.
#pragma once
#include <cstdint>
#include <vector>

#include "core/definition/site_definition.hpp"
#include "core/messages/types.hpp"
#include "forecast/arrivals.hpp"

namespace callbackd::forecast {

inline constexpr std::uint32_t kNowhere = 0xFFFF'FFFF;  // value of CustomerFate::queue for no queue

struct CustomerFate {
  Instant arrived_at{};
  Instant queued_at = base::kNever;    // when it was due in an open queue for the first time
  Instant accepted_at = base::kNever;  // when an agent accepted it for the first time
  Instant ended_at = base::kNever;
  std::uint32_t queue = kNowhere;  // index of the queue in which it first waited, or would wait
  core::CallbackState state = core::CallbackState::kScheduled;
  bool refused = false;
  bool reached = false;  // a person answered a call
  std::uint32_t offers = 0;
  std::uint32_t rejected = 0;
  std::uint32_t timed_out = 0;
  std::uint32_t calls = 0;
};

struct AgentFate {
  std::uint32_t agent = 0;        // index of the agent in the definition
  std::vector<Duration> staffed;  // for each interval: how long the agent was Ready or at work
  std::vector<Duration> busy;     // for each interval: how long with an offer or an interaction
};

struct DayFate {
  Frame frame;
  std::vector<CustomerFate> customers;
  std::vector<AgentFate> agents;
};

}  // namespace callbackd::forecast
