// Arrivals: the callbacks of one simulated day, in the order of their instants. They are made from
// a day's description and a seed, or taken from recorded events. They are the same for every site
// definition. Values; pure.
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

// The time that is simulated: a day's hours as instants, cut into intervals of kInterval.
struct Frame {
  Instant begin{};
  Instant end{};
  std::size_t intervals() const;
  std::size_t interval_of(Instant at) const;  // outside of the frame: the nearest interval
  Instant start_of(std::size_t interval) const;
};
// `zone` must exist, or the process ends.
Frame frame_of(Day const& day, std::string const& zone);
Instant instant_of(Day const& day, std::chrono::minutes wall_time, std::string const& zone);

// Recorded: the history of a recorded callback; used instead of random numbers.
struct Recorded {
  struct Call {
    core::AttemptOutcome outcome{};
    Duration preview{0};  // from the accept until the call was placed
    Duration dialled{0};  // from then until it was answered or ended
    Duration talked{0};
    Duration afterwards{0};  // from the end of the call until the agent was done
    Duration until_next{0};  // from then until the next call, if there is one
  };
  std::vector<Call> calls;
  std::optional<Duration> in_hand;        // set: done without a call, after so long
  std::optional<Duration> gave_up_after;  // set: the customer cancelled after waiting so long
};

struct Arrival {
  Instant at{};
  std::string site;
  std::string queue;
  std::string routing_point;
  int priority = 0;
  Duration ahead{0};        // how long until it is due; 0: as soon as possible
  std::uint64_t phone = 0;  // the digits of E.164
  std::vector<std::pair<std::string, std::string>> values;  // attributes with values, sorted
  std::optional<Recorded> recorded;
};

std::vector<Arrival> arrivals_of(Day const& day, std::string const& zone, std::uint64_t seed);

inline constexpr std::size_t kArrivalsMost = 1'000'000;
// The description leads to more than kArrivalsMost arrivals on average.
bool too_many(Day const& day);

}  // namespace callbackd::forecast
