// RateWindow counts events in windows of one second, to find floods. A window is over after one
// second, and the first event after that begins a new window. A value that reads no clock. The
// WebSocketSession owns it and uses it on the connection's I/O thread.
#pragma once
#include <algorithm>
#include <chrono>
#include <cstdint>
namespace callbackd::edge {

class RateWindow {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // Counts `events`. Returns true if this window now has more events than `limit`.
  bool exceeds(std::size_t limit, Time now, std::size_t events = 1) {
    if (now - start_ >= std::chrono::seconds(1)) {
      start_ = now;
      count_ = std::min(count_, std::int64_t{0});
    }
    count_ += static_cast<std::int64_t>(events);
    return count_ > static_cast<std::int64_t>(limit);
  }
  // Lowers the count by `events`, so that this many events beyond the limit are allowed once. It is
  // called after the server did not read a peer for a time. The peer may have gone on sending at
  // the allowed rate, and all of that arrives together. The count may fall below zero, and then the
  // next window keeps the negative rest.
  void forgive(double events) { count_ -= static_cast<std::int64_t>(events); }

 private:
  Time start_{};
  std::int64_t count_ = 0;
};

}  // namespace callbackd::edge
