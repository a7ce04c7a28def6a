// Arrival is one callback of a simulated day. This file makes the arrivals of a day, in the order
// of their instants, from the day's description and a seed. Arrivals may also come from recorded
// events. They do not depend on the site definition. Values and pure functions; any thread.
#pragma once
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/messages/types.hpp"
#include "forecast/day.hpp"

namespace callbackd::forecast {

// Frame is the time that is simulated: the hours of a day as instants, divided into intervals of
// kInterval.
struct Frame {
  Instant begin{};
  Instant end{};
  std::size_t intervals() const;
  // The interval of an instant. For an instant outside of the frame it is the nearest interval.
  std::size_t interval_of(Instant at) const;
  Instant start_of(std::size_t interval) const;
};
// The next two functions end the process if `zone` does not exist.
Frame frame_of(Day const& day, std::string const& zone);
Instant instant_of(Day const& day, std::chrono::minutes wall_time, std::string const& zone);

// Recorded is the history of a recorded callback. If an arrival has one, it is used instead of
// random numbers.
struct Recorded {
  struct Call {
    core::AttemptOutcome outcome{};
    Duration preview{0};  // from the accept of the offer until the call was placed
    Duration dialled{0};  // from the call until it was answered or ended
    Duration talked{0};
    Duration afterwards{0};  // from the end of the call until the agent was done
    Duration until_next{0};  // from when the agent was done until the next call, if any
  };
  std::vector<Call> calls;
  std::optional<Duration> in_hand;  // if set: how long the agent had the callback, without any call
  std::optional<Duration> gave_up_after;  // if set: how long the customer waited before cancelling
};

struct Arrival {
  Instant at{};
  std::string site;
  std::string queue;
  std::string routing_point;
  int priority = 0;
  Duration ahead{0};        // how long after its arrival it is due; 0: as soon as possible
  std::uint64_t phone = 0;  // the digits of the number in E.164 form, without the +
  std::vector<std::pair<std::string, std::string>> values;  // attributes with their values, sorted
  std::optional<Recorded> recorded;
};

std::vector<Arrival> arrivals_of(Day const& day, std::string const& zone, std::uint64_t seed);

inline constexpr std::size_t kArrivalsMost = 1'000'000;
// Whether the description gives more than kArrivalsMost arrivals on average.
bool too_many(Day const& day);

}  // namespace callbackd::forecast
