// CoreTime is the clock of the core. It follows the server's clock, with two exceptions. First:
// while nothing can be committed, CoreTime stands still, so that all deadlines move later.
// Afterwards it runs a twentieth faster than the server's clock until both are equal (after 60 s
// without commits this takes 20 minutes). Second: at the start of the server, its clock may be
// earlier than the last commit, because the wall clock was set back. Then CoreTime begins at the
// time of the last commit, and runs a twentieth slower until both are equal. CoreTime never goes
// back. Owned by Loop; engine's thread only.
#pragma once
#include <algorithm>

#include "base/instant.hpp"

namespace callbackd::engine {

class CoreTime {
 public:
  // `not_before`: the core's time at the last commit before this start of the server. The core's
  // time begins there.
  explicit CoreTime(base::Instant not_before) : last_(not_before) {}

  // Moves the core's time on and returns it. `clock` is the time of the server's clock. `stalled`
  // means that nothing can be committed just now. The first call jumps to `clock` if that is later
  // than `not_before`. So the time in which no server ran does not move the deadlines.
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
  // How far the core's time is behind the server's clock. A negative value: the core's time is
  // ahead.
  base::Duration lag_{0};
};

}  // namespace callbackd::engine
