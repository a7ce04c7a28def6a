// StallWatch knows whether the batch that is being committed is stalled: it failed and is tried
// again, or no answer comes. It logs once when a stall begins, and once when it is over. It has no
// thread of its own. That no answer comes is noticed and logged only when stalled() is called,
// which the engine does regularly. The JournalWriter owns it. Any thread.
#pragma once
#include <atomic>
#include <cstdint>
#include <mutex>
#include <string_view>

namespace callbackd::storage {

class StallWatch {
 public:
  void begin();                                         // a batch is handed over
  void failed(std::string_view reason);                 // the batch failed and is tried again
  void batch_ended(std::uint64_t seq, bool committed);  // the batch is committed or given up

  bool stalled() const;

 private:
  void log_stall(std::string_view reason) const;

  std::atomic<bool> retrying_{false};
  std::atomic<std::int64_t> in_flight_since_{0};  // microseconds of the steady clock; 0: no batch
  std::mutex mutable mutex_;                      // keeps the two log lines in order
  bool mutable logged_ = false;                   // the stall was logged
};

}  // namespace callbackd::storage
