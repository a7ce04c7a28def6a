// SteadyClock is the server's clock: steady time, anchored to the wall clock at the start. It never
// goes back, and it moves towards the wall clock by at most a twentieth of the time that passes, so
// that a jump of the wall clock moves no deadline. Example: the wall clock is set an hour ahead;
// this clock is level with it 20 hours later. Any thread.
#pragma once
#include <chrono>
#include <mutex>

#include "engine/ports.hpp"

namespace callbackd::engine {

class SteadyClock : public Clock {
 public:
  struct Sources {
    std::function<std::chrono::steady_clock::time_point()> steady;
    std::function<base::Instant()> wall;
  };
  SteadyClock();  // the machine's
  explicit SteadyClock(Sources sources);
  base::Instant now() const override;
  std::chrono::steady_clock::time_point steady_now() const override { return sources_.steady(); }

 private:
  Sources sources_;
  mutable std::mutex mutex_;
  mutable std::chrono::steady_clock::time_point last_steady_;
  mutable base::Instant last_;
};

}  // namespace callbackd::engine
