#include "forecast/figures.hpp"

#include <algorithm>
#include <tuple>

namespace callbackd::forecast {
namespace {

using core::CallbackState;
using std::chrono::milliseconds;

constexpr auto kWaitUnit = milliseconds{100};

// A wait in tenths of a second, rounded.
std::int64_t wait_of(Duration wait) {
  return (wait + Duration{kWaitUnit} / 2) / kWaitUnit;
}

bool was_accepted(CustomerFate const& customer) {
  return customer.accepted_at != base::kNever;
}
bool was_due(CustomerFate const& customer) {
  return customer.queued_at != base::kNever;
}

// Counts a callback for the service level, if it was due and its queue has a service level. It is
// counted as in time if an agent accepted it within the wanted time, and as late if it waited
// longer. A callback that no agent accepted is not counted in two cases. First: it ended within the
// wanted time, for example because the customer cancelled. Second: the day ended before the wanted
// time was over.
void judge(Cell& cell, CustomerFate const& customer, seconds wanted, Instant end) {
  if (wanted.count() == 0 || !was_due(customer)) return;
  auto const left_at =
      was_accepted(customer) ? customer.accepted_at : std::min(customer.ended_at, end);
  auto const wait = left_at - customer.queued_at;
  bool const in_time = wait <= wanted;
  if (was_accepted(customer) || !in_time) ++cell.judged;
  if (was_accepted(customer) && in_time) ++cell.in_time;
}

void count_outcome(Cell& cell, CustomerFate const& customer) {
  ++cell.arrived;
  if (customer.refused) {
    ++cell.refused;
    return;
  }
  cell.due += was_due(customer);
  cell.accepted += was_accepted(customer);
  cell.reached += customer.reached;
  cell.rejected_offers += customer.rejected;
  cell.timed_out_offers += customer.timed_out;
  cell.calls += customer.calls;
  cell.abandoned += customer.state == CallbackState::kCancelled && !was_accepted(customer);
  cell.expired += customer.state == CallbackState::kExpired;
  cell.failed += customer.state == CallbackState::kFailed;
  cell.completed += customer.state == CallbackState::kCompleted;
  cell.open += !core::is_final(customer.state);
  if (was_accepted(customer)) {
    cell.waits.push_back(wait_of(customer.accepted_at - customer.queued_at));
  }
}

bool serves(core::Agent const& agent, std::string const& queue) {
  return agent.queues.empty() ||
         std::find(agent.queues.begin(), agent.queues.end(), queue) != agent.queues.end();
}

// Finds for each interval the highest number of callbacks that waited at the same time. change()
// must be called in the order of time.
class WaitingCount {
 public:
  WaitingCount(Frame const& frame, std::vector<Cell>& intervals)
      : frame_(frame), intervals_(intervals) {}
  void change(Instant at, int by) {
    auto const interval = frame_.interval_of(at);
    while (interval_ < interval) note(++interval_);
    level_ += by;
    note(interval_);
  }
  void end() {
    while (interval_ + 1 < intervals_.size()) note(++interval_);
  }

 private:
  void note(std::size_t interval) {
    auto& most = intervals_[interval].waiting_most;
    most = std::max(most, level_);
  }
  Frame const& frame_;
  std::vector<Cell>& intervals_;
  std::size_t interval_ = 0;
  std::int64_t level_ = 0;
};

// `part` of `whole` in tenths of a percent, rounded. nullopt: `whole` is 0.
std::optional<std::int64_t> tenths(std::int64_t part, std::int64_t whole) {
  if (whole == 0) return std::nullopt;
  return (part * 1000 + whole / 2) / whole;
}

}  // namespace

FigureMaker::FigureMaker(core::SitePtr site, Frame const& frame) : site_(std::move(site)) {
  figures_.frame = frame;
  figures_.queues.emplace_back();
  for (auto const& queue : site_->queues) {
    auto& made = figures_.queues.emplace_back();
    made.name = queue.name;
    made.title = queue.title.empty() ? queue.name : queue.title;
    made.wanted = queue.service_level;
    made.wanted_percent = queue.service_level_percent;
  }
  for (auto& queue : figures_.queues) queue.intervals.resize(frame.intervals());
}

template <typename Act>
void FigureMaker::for_cells_of(std::uint32_t queue, std::size_t interval, Act act) {
  auto const in = [&](QueueFigures& figures) {
    act(figures.day);
    act(figures.intervals[interval]);
  };
  in(figures_.queues.front());
  if (queue != kNowhere) in(figures_.queues[queue + 1]);
}

void FigureMaker::add(CustomerFate const& customer) {
  auto const& frame = figures_.frame;
  // A callback that was never due, or is first due on another day, is counted in the interval of
  // its arrival.
  bool const today = was_due(customer) && customer.queued_at < frame.end;
  auto const interval = frame.interval_of(today ? customer.queued_at : customer.arrived_at);
  auto const wanted =
      customer.queue == kNowhere ? seconds{0} : site_->queues[customer.queue].service_level;
  for_cells_of(customer.queue, interval, [&](Cell& cell) {
    count_outcome(cell, customer);
    judge(cell, customer, wanted, frame.end);
  });
}

void FigureMaker::add(AgentFate const& agent) {
  for (auto& queue : figures_.queues) {
    if (!queue.name.empty() && !serves(site_->agents[agent.agent], queue.name)) continue;
    for (std::size_t i = 0; i < queue.intervals.size(); ++i) {
      queue.intervals[i].staffed += agent.staffed[i];
      queue.intervals[i].busy += agent.busy[i];
      queue.day.staffed += agent.staffed[i];
      queue.day.busy += agent.busy[i];
    }
  }
}

void FigureMaker::count_waiting(DayFate const& fate) {
  std::vector<std::tuple<Instant, int, std::uint32_t>> changes;
  for (auto const& customer : fate.customers) {
    if (!was_due(customer) || customer.queue == kNowhere) continue;
    changes.emplace_back(customer.queued_at, +1, customer.queue);
    auto const left_at = std::min(customer.accepted_at, customer.ended_at);
    if (left_at != base::kNever) changes.emplace_back(left_at, -1, customer.queue);
  }
  // Changes of the same instant are sorted with -1 before +1. So a callback that leaves is not
  // counted together with one that comes at the same instant.
  std::sort(changes.begin(), changes.end());
  std::vector<WaitingCount> counts;
  for (auto& queue : figures_.queues) counts.emplace_back(figures_.frame, queue.intervals);
  for (auto const& [at, by, queue] : changes) {
    counts[0].change(at, by);
    counts[queue + 1].change(at, by);
  }
  for (auto& count : counts) count.end();
}

void FigureMaker::add(DayFate const& fate) {
  ++figures_.runs;
  for (auto const& customer : fate.customers) add(customer);
  for (auto const& agent : fate.agents) add(agent);
  count_waiting(fate);
  auto const& day = figures_.queues.front().day;
  figures_.service_levels.push_back(
      tenths(day.in_time - in_time_before_, day.judged - judged_before_));
  in_time_before_ = day.in_time;
  judged_before_ = day.judged;
}

Figures FigureMaker::take() {
  for (auto& queue : figures_.queues) {
    std::sort(queue.day.waits.begin(), queue.day.waits.end());
    for (auto& cell : queue.intervals) {
      std::sort(cell.waits.begin(), cell.waits.end());
      queue.day.waiting_most = std::max(queue.day.waiting_most, cell.waiting_most);
    }
  }
  return std::move(figures_);
}

std::optional<std::int64_t> percentile(std::vector<std::int64_t> const& values, int percent) {
  if (values.empty()) return std::nullopt;
  auto const rank = (values.size() * static_cast<std::size_t>(percent) + 99) / 100;
  return values[std::max<std::size_t>(rank, 1) - 1];
}

}  // namespace callbackd::forecast
