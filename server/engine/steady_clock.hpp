// SteadyClock is the server's clock. It starts with the time of the wall clock and never goes back.
// If the wall clock jumps, SteadyClock moves towards it slowly, by at most a twentieth of the time
// that passes. So no deadline jumps with the wall clock. Example: the wall clock is set one hour
// ahead; SteadyClock shows the same time 20 hours later. ActiveServer owns it. Any thread.
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
  SteadyClock();  // uses the clocks of the machine
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
