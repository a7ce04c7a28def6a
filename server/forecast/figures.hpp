// The figures of simulated days: of all queues and of each, of the day and of each interval. A
// callback counts where and when it was first due, so that a row's outcomes add up to its arrivals.
// Values; pure; integers only.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "forecast/fate.hpp"

namespace callbackd::forecast {

struct Cell {
  std::int64_t arrived = 0;
  std::int64_t refused = 0;
  std::int64_t due = 0;  // in an open queue
  std::int64_t accepted = 0;
  std::int64_t abandoned = 0;  // cancelled by the customer before any agent accepted
  std::int64_t expired = 0;
  std::int64_t failed = 0;
  std::int64_t completed = 0;
  std::int64_t open = 0;  // at the day's end: waiting, or scheduled for another day
  std::int64_t reached = 0;
  std::int64_t in_time = 0;  // accepted within the queue's service level
  std::int64_t judged = 0;   // what the service level is a share of
  std::int64_t rejected_offers = 0;
  std::int64_t timed_out_offers = 0;
  std::int64_t calls = 0;
  std::int64_t waiting_most = 0;    // at the same time
  std::vector<std::int64_t> waits;  // of the accepted, in tenths of a second, rising
  Duration staffed{0};              // of the agents who serve it
  Duration busy{0};                 // with whatever queue
};

struct QueueFigures {
  std::string name;  // empty: all queues
  std::string title;
  seconds wanted{0};  // its service level; 0: none
  int wanted_percent = 0;
  Cell day;
  std::vector<Cell> intervals;
};

struct Figures {
  Frame frame;
  int runs = 0;
  std::vector<QueueFigures> queues;  // the first: all of them
  // The service level of all queues, run by run, in tenths of a percent; nullopt: nothing to judge.
  std::vector<std::optional<std::int64_t>> service_levels;
};

class FigureMaker {
 public:
  FigureMaker(core::SitePtr site, Frame const& frame);
  void add(DayFate const& fate);
  Figures take();

 private:
  void add(CustomerFate const& customer);
  void add(AgentFate const& agent);
  void count_waiting(DayFate const& fate);
  template <typename Change>
  void change(std::uint32_t queue, std::size_t interval, Change change);

  core::SitePtr site_;
  Figures figures_;
  std::int64_t judged_before_ = 0;
  std::int64_t in_time_before_ = 0;
};

// Nearest rank; of rising values. nullopt: none.
std::optional<std::int64_t> percentile(std::vector<std::int64_t> const& values, int percent);

}  // namespace callbackd::forecast
