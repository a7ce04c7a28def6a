// The server's clock: steady time anchored to the wall clock at start, never backward, drifting
// gently towards the wall (a twentieth of the time that passes), so that a jump of the wall clock
// moves no deadline. Any thread.
#pragma once
#include <chrono>
#include <mutex>

#include "engine/ports.hpp"

namespace callbackd::engine {

class SteadyClock : public Clock {
 public:
  SteadyClock();
  base::Instant now() const override;

 private:
  mutable std::mutex mutex_;
  mutable std::chrono::steady_clock::time_point last_steady_;
  mutable base::Instant last_;
};

}  // namespace callbackd::engine
