// The callbacks of one simulated day in the order in which they come: made from a description and a
// seed, or taken from what was recorded. The same for every site definition. Values; pure.
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

// From the first instant of a day's hours to their end, in intervals of kInterval.
struct Frame {
  Instant begin{};
  Instant end{};
  std::size_t intervals() const;
  std::size_t interval_of(Instant at) const;  // the nearest one
  Instant start_of(std::size_t interval) const;
};
// `zone` has to exist.
Frame frame_of(Day const& day, std::string const& zone);
Instant instant_of(Day const& day, std::chrono::minutes wall_time, std::string const& zone);

// What happened to a recorded callback, instead of chance.
struct Recorded {
  struct Call {
    core::AttemptOutcome outcome{};
    Duration preview{0};  // in hand, until it was placed
    Duration dialled{0};  // until it was answered or ended
    Duration talked{0};
    Duration afterwards{0};  // until the agent was done
    Duration until_next{0};  // from then on, where there is a next call
  };
  std::vector<Call> calls;
  std::optional<Duration> in_hand;        // done without any call, after so long
  std::optional<Duration> gave_up_after;  // due and waiting, until the customer cancelled
};

struct Arrival {
  Instant at{};
  std::string site;
  std::string queue;
  std::string routing_point;
  int priority = 0;
  Duration ahead{0};  // until it is due; 0: as soon as possible
  std::uint64_t phone = 0;
  std::vector<std::pair<std::string, std::string>> values;  // of the attributes, sorted
  std::optional<Recorded> recorded;
};

std::vector<Arrival> arrivals_of(Day const& day, std::string const& zone, std::uint64_t seed);

inline constexpr std::size_t kArrivalsMost = 1'000'000;
// More than kArrivalsMost are likely.
bool too_many(Day const& day);

}  // namespace callbackd::forecast
