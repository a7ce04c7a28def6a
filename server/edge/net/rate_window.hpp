// Counts events in windows of one second, to find floods. A value for one thread; it reads no
// clock.
#pragma once
#include <chrono>
#include <cstdint>

namespace callbackd::edge {

class RateWindow {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // Counts one event; true: that is more than `limit` in this window.
  bool exceeds(std::size_t limit, Time now) {
    if (now - start_ >= std::chrono::seconds(1)) {
      start_ = now;
      count_ = 0;
    }
    return ++count_ > limit;
  }

 private:
  Time start_{};
  std::uint32_t count_ = 0;
};

}  // namespace callbackd::edge
