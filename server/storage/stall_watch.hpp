// StallWatch knows whether the batch in flight cannot be committed just now: it failed and is tried
// again, or no answer comes. It logs this once when it begins and once when it is over. Any thread.
// It has no thread of its own: that no answer comes is noticed, and logged, when stalled() is
// called; the engine's heartbeat calls it.
#pragma once
#include <atomic>
#include <cstdint>
#include <mutex>
#include <string_view>

namespace callbackd::storage {

class StallWatch {
 public:
  void begin();                                  // a batch is handed over
  void failed(std::string_view reason);          // it is tried again
  void over(std::uint64_t seq, bool committed);  // it is committed, or given up

  bool stalled() const;

 private:
  void log_stall(std::string_view reason) const;

  std::atomic<bool> retrying_{false};
  std::atomic<std::int64_t> in_flight_since_{0};  // steady microseconds; 0: nothing is
  std::mutex mutable mutex_;                      // keeps the two log lines in order
  bool mutable logged_ = false;                   // the stall was logged
};

}  // namespace callbackd::storage
