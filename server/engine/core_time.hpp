// The core's time: the clock, except that it stands still while nothing can be committed (deadlines
// shift with it) and afterwards catches up by a twentieth of the time that passes. A clock that is
// behind at the start (the wall clock was set back) is caught up with likewise. Never falls. Engine
// thread only.
#pragma once
#include <algorithm>

#include "base/instant.hpp"

namespace callbackd::engine {

class CoreTime {
 public:
  explicit CoreTime(base::Instant not_before) : last_(not_before) {}

  base::Instant advance(base::Instant clock, bool stalled) {
    if (last_clock_ == base::Instant{}) {
      last_clock_ = clock;
      lag_ = std::min(base::Duration{0}, clock - last_);
    }
    auto const passed = std::max(clock - last_clock_, base::Duration{0});
    last_clock_ = std::max(last_clock_, clock);
    if (stalled) {
      lag_ = clock - last_;
      return last_;
    }
    auto const caught_up = passed / kCatchUpDivisor;
    lag_ = lag_ < base::Duration{0} ? std::min(base::Duration{0}, lag_ + caught_up)
                                    : std::max(base::Duration{0}, lag_ - caught_up);
    last_ = std::max(last_, clock - lag_);
    return last_;
  }
  base::Instant last() const { return last_; }

 private:
  static constexpr int kCatchUpDivisor = 20;
  base::Instant last_;
  base::Instant last_clock_{};
  base::Duration lag_{0};  // of the core's time behind the clock; negative: it is ahead
};

}  // namespace callbackd::engine
