// Figures has the counts of simulated days, for all queues together and for each queue, for the
// whole day and for each interval. A callback is counted in the queue and interval in which it was
// first due. If it was not due on this day, it is counted in the interval of its arrival. So in
// each row of the report the outcomes add up to the arrivals. Values; any thread; integers only.
// FigureMaker computes Figures from the fates of one or more runs.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "forecast/fate.hpp"

namespace callbackd::forecast {

// The counts of one queue in one interval or in the whole day. They are sums over all runs.
struct Cell {
  std::int64_t arrived = 0;
  std::int64_t refused = 0;
  std::int64_t due = 0;  // became due in an open queue
  std::int64_t accepted = 0;
  std::int64_t abandoned = 0;  // cancelled by the customer before any agent accepted
  std::int64_t expired = 0;
  std::int64_t failed = 0;
  std::int64_t completed = 0;
  // Callbacks that are not final at the end of the simulation: they wait, are scheduled for another
  // day, or an agent still has them.
  std::int64_t open = 0;
  std::int64_t reached = 0;  // a person answered a call
  std::int64_t in_time = 0;  // accepted within the queue's service level
  // Callbacks that count for the service level, because they were accepted or waited longer than
  // its time. The service level is in_time / judged.
  std::int64_t judged = 0;
  std::int64_t rejected_offers = 0;
  std::int64_t timed_out_offers = 0;
  std::int64_t calls = 0;
  std::int64_t waiting_most = 0;  // the most callbacks that waited at the same time, in any run
  std::vector<std::int64_t>
      waits;            // Waits of accepted callbacks, in tenths of a second. take() sorts them.
  Duration staffed{0};  // time in which agents who serve the queue were Ready or at work
  Duration busy{0};     // the part of `staffed` with an offer or interaction of any queue
};

struct QueueFigures {
  std::string name;  // empty: all queues
  std::string title;
  seconds wanted{0};  // the time of the queue's service level; 0: it has none
  int wanted_percent = 0;
  Cell day;
  std::vector<Cell> intervals;
};

struct Figures {
  Frame frame;
  int runs = 0;
  std::vector<QueueFigures> queues;  // first all queues together, then each queue
  // The service level of all queues together for each run, in tenths of a percent. nullopt: in that
  // run no callback counted for the service level.
  std::vector<std::optional<std::int64_t>> service_levels;
};

// Computes Figures. Call add() for each run, then take() once. The command simulate
// (app/simulate_command.cpp) owns it, on the main thread.
class FigureMaker {
 public:
  FigureMaker(core::SitePtr site, Frame const& frame);
  void add(DayFate const& fate);
  Figures take();

 private:
  void add(CustomerFate const& customer);
  void add(AgentFate const& agent);
  void count_waiting(DayFate const& fate);
  // Calls `act` for each Cell that counts an event of this queue and interval. There are up to
  // four: all queues and this queue, each for the whole day and for the interval.
  template <typename Act>
  void for_cells_of(std::uint32_t queue, std::size_t interval, Act act);

  core::SitePtr site_;
  Figures figures_;
  // The sums before the current run, to compute the service level of this run alone.
  std::int64_t judged_before_ = 0;
  std::int64_t in_time_before_ = 0;
};

// Returns the percentile (nearest rank) of `values`, which must be in rising order. nullopt: there
// are no values.
std::optional<std::int64_t> percentile(std::vector<std::int64_t> const& values, int percent);

}  // namespace callbackd::forecast
