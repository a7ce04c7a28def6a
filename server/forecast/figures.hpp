// Figures: the counts of simulated days, for all queues together and for each, for the whole day
// and for each interval. A callback counts in the queue and interval in which it was first due, so
// that the outcomes of a row add up to its arrivals. Values; integers only. FigureMaker adds up the
// fates of several runs.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "forecast/fate.hpp"

namespace callbackd::forecast {

// The counts of one queue in one interval or in the whole day, summed over all runs.
struct Cell {
  std::int64_t arrived = 0;
  std::int64_t refused = 0;
  std::int64_t due = 0;  // became due in an open queue
  std::int64_t accepted = 0;
  std::int64_t abandoned = 0;  // cancelled by the customer before any agent accepted
  std::int64_t expired = 0;
  std::int64_t failed = 0;
  std::int64_t completed = 0;
  std::int64_t open = 0;     // at the day's end: waiting, or scheduled for another day
  std::int64_t reached = 0;  // a person answered a call
  std::int64_t in_time = 0;  // accepted within the queue's service level
  std::int64_t judged = 0;   // accepted, or waited longer: service level = in_time / judged
  std::int64_t rejected_offers = 0;
  std::int64_t timed_out_offers = 0;
  std::int64_t calls = 0;
  std::int64_t waiting_most = 0;  // the most that waited at the same time, in any run
  std::vector<std::int64_t>
      waits;            // of accepted callbacks, in tenths of a second; sorted by take()
  Duration staffed{0};  // time that agents who serve the queue were Ready or at work
  Duration busy{0};     // the part of it with an offer or interaction of any queue
};

struct QueueFigures {
  std::string name;  // empty: all queues
  std::string title;
  seconds wanted{0};  // the time of its service level; 0: it has none
  int wanted_percent = 0;
  Cell day;
  std::vector<Cell> intervals;
};

struct Figures {
  Frame frame;
  int runs = 0;
  std::vector<QueueFigures> queues;  // first all queues together, then each
  // The service level of all queues, run by run, in tenths of a percent; nullopt: nothing to judge.
  std::vector<std::optional<std::int64_t>> service_levels;
};

// Call add() for each run, then take() once. One owner.
class FigureMaker {
 public:
  FigureMaker(core::SitePtr site, Frame const& frame);
  void add(DayFate const& fate);
  Figures take();

 private:
  void add(CustomerFate const& customer);
  void add(AgentFate const& agent);
  void count_waiting(DayFate const& fate);
  // Calls `change` with each Cell that an event of this queue and interval counts in: of all queues
  // and of this one, of the day and of the interval.
  template <typename Change>
  void change(std::uint32_t queue, std::size_t interval, Change change);

  core::SitePtr site_;
  Figures figures_;
  std::int64_t judged_before_ = 0;  // the sums before this run, to get the run's own service level
  std::int64_t in_time_before_ = 0;
};

// The percentile of sorted values by nearest rank; nullopt: there are no values.
std::optional<std::int64_t> percentile(std::vector<std::int64_t> const& values, int percent);

}  // namespace callbackd::forecast
