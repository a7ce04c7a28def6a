// Waiting that ends at once when a thread is told to stop. Any thread; holds nothing.
#pragma once
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>

namespace callbackd::storage {

// False: told to stop.
inline bool stoppable_wait(std::stop_token const& stop, std::chrono::steady_clock::duration time) {
  std::mutex mutex;
  std::condition_variable_any changed;
  std::unique_lock lock{mutex};
  changed.wait_for(lock, stop, time, [] { return false; });
  return !stop.stop_requested();
}

}  // namespace callbackd::storage
