// Timeline is the simulated time. It knows which action comes next, and when. Its steady time
// counts microseconds since the simulation began. Its wall clock may jump. It never sleeps. World
// or Day owns it. Main thread.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <queue>
#include <utility>
#include <vector>

#include "base/instant.hpp"

namespace callbackd::simulation {

using base::Duration;
using base::Instant;
using namespace std::chrono_literals;

class Timeline {
 public:
  using Action = std::function<void()>;

  Duration now() const { return now_; }
  std::chrono::steady_clock::time_point steady() const {
    return std::chrono::steady_clock::time_point{} + 1h + now_;
  }
  Instant wall() const { return wall_began_ + now_; }
  void set_wall(Instant wall) { wall_began_ = wall - now_; }
  void jump_wall(Duration by) { wall_began_ += by; }

  void after(Duration delay, Action action) {
    events_.push({now_ + std::max(delay, Duration{1}), ++order_, std::move(action)});
  }
  bool step() {
    if (events_.empty()) return false;
    auto event = std::move(const_cast<Event&>(events_.top()));
    events_.pop();
    now_ = std::max(event.at, now_ + Duration{1});  // no two actions at the same instant
    event.action();
    return true;
  }

 private:
  struct Event {
    Duration at;
    std::uint64_t order;
    Action action;
    bool operator<(Event const& other) const {
      return std::pair(at, order) > std::pair(other.at, other.order);
    }
  };
  Duration now_{0};
  Instant wall_began_{};
  std::uint64_t order_ = 0;
  std::priority_queue<Event> events_;
};

}  // namespace callbackd::simulation
