// RateWindow counts events in windows of one second, to find floods. A window begins with the first
// event after the last window's end. A value for one thread; it reads no clock.
#pragma once
#include <algorithm>
#include <chrono>
#include <cstdint>
namespace callbackd::edge {

class RateWindow {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // Counts `events`. True: there are now more than `limit` in this window.
  bool exceeds(std::size_t limit, Time now, std::size_t events = 1) {
    if (now - start_ >= std::chrono::seconds(1)) {
      start_ = now;
      count_ = std::min(count_, std::int64_t{0});
    }
    count_ += static_cast<std::int64_t>(events);
    return count_ > static_cast<std::int64_t>(limit);
  }
  // Allows so many events beyond the limit, once. While the server did not read the peer, the peer
  // went on sending within the limit; all of that arrives at once. The count goes below zero, and a
  // new window keeps what is below zero.
  void forgive(double events) { count_ -= static_cast<std::int64_t>(events); }

 private:
  Time start_{};
  std::int64_t count_ = 0;
};

}  // namespace callbackd::edge
