// A wait that ends immediately when its thread is told to stop. Any thread; keeps no state.
#pragma once
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>

namespace callbackd::storage {

// Waits for `time`. Returns false if the thread is told to stop.
inline bool stoppable_wait(std::stop_token const& stop, std::chrono::steady_clock::duration time) {
  std::mutex mutex;
  std::condition_variable_any changed;
  std::unique_lock lock{mutex};
  changed.wait_for(lock, stop, time, [] { return false; });
  return !stop.stop_requested();
}

}  // namespace callbackd::storage
