// The one way into the engine: tasks from any thread, taken in order on the engine's thread, with
// one wake-up for many.
#pragma once
#include <atomic>
#include <deque>
#include <functional>
#include <mutex>

namespace callbackd::engine {

class Inbox {
 public:
  using Task = std::function<void()>;

  // True: the caller must wake the engine (nobody else has since it last took everything).
  bool push(Task task) {
    std::lock_guard const lock(mutex_);
    tasks_.push_back(std::move(task));
    size_.store(tasks_.size(), std::memory_order_relaxed);
    return !std::exchange(woken_, true);
  }
  // At most `count`, in order. Empty result: the next push wakes again.
  std::deque<Task> take(std::size_t count) {
    std::lock_guard const lock(mutex_);
    std::deque<Task> taken;
    if (tasks_.size() <= count) {
      taken.swap(tasks_);
    } else {
      for (; count > 0; --count) {
        taken.push_back(std::move(tasks_.front()));
        tasks_.pop_front();
      }
    }
    size_.store(tasks_.size(), std::memory_order_relaxed);
    if (taken.empty()) woken_ = false;
    return taken;
  }
  std::size_t size() const { return size_.load(std::memory_order_relaxed); }

 private:
  std::mutex mutex_;
  std::deque<Task> tasks_;
  bool woken_ = false;
  std::atomic<std::size_t> size_{0};
};

}  // namespace callbackd::engine
