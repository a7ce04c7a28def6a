// CoreTime is the clock of the core. It follows the server's clock, with two exceptions. While
// nothing can be committed it stands still, so all deadlines shift; afterwards it runs a twentieth
// faster until it has caught up. Example: after a stall of 60 s it catches up within 20 minutes. If
// the clock is behind at the start (the wall clock was set back between two runs), it runs a
// twentieth slower until the clock has caught up. It never goes back. Engine's thread only.
#pragma once
#include <algorithm>

#include "base/instant.hpp"

namespace callbackd::engine {

class CoreTime {
 public:
  // `not_before`: the time of the last commit before this start.
  explicit CoreTime(base::Instant not_before) : last_(not_before) {}

  // `stalled`: nothing can be committed just now. A clock that is ahead at the first call is
  // followed at once: time in which no server ran is not shifted.
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
  base::Duration lag_{0};  // how far the core's time is behind the clock; negative: ahead of it
};

}  // namespace callbackd::engine
