// Inbox is the only way into the engine: tasks pushed by any thread, taken on the engine's thread,
// with one wake-up for many tasks. It has two lanes, each in order. The lane of agents (and of the
// server itself) goes first, intake gets what is left. All requests of one connection use one lane,
// so none overtakes another.
#pragma once
#include <atomic>
#include <deque>
#include <functional>
#include <mutex>
#include <utility>

namespace callbackd::engine {

enum class Lane : std::uint8_t { kAgents, kIntake };

class Inbox {
 public:
  using Task = std::function<void()>;

  // True: the caller must wake the engine. False: another caller did so, and the engine has not
  // found the inbox empty since.
  bool push(Lane lane, Task task) {
    std::lock_guard const lock(mutex_);
    auto& queue = of(lane);
    queue.tasks.push_back(std::move(task));
    queue.size.store(queue.tasks.size(), std::memory_order_relaxed);
    return !std::exchange(woken_, true);
  }
  // Takes at most `count` tasks. Call it until the result is empty: only after an empty result does
  // the next push() ask for a wake-up again. So no task is left without one.
  std::deque<Task> take(std::size_t count) {
    std::lock_guard const lock(mutex_);
    std::deque<Task> taken;
    // While intake waits, it gets a quarter of each take: agents that flood must not stop it, nor
    // the end of a drain, which waits in its lane.
    move(agents_, taken, intake_.tasks.empty() ? count : count - count / 4);
    move(intake_, taken, count);
    if (taken.empty()) woken_ = false;
    return taken;
  }
  std::size_t size(Lane lane) const { return of(lane).size.load(std::memory_order_relaxed); }

 private:
  struct Queue {
    std::deque<Task> tasks;
    std::atomic<std::size_t> size{0};
  };
  Queue& of(Lane lane) { return lane == Lane::kAgents ? agents_ : intake_; }
  Queue const& of(Lane lane) const { return lane == Lane::kAgents ? agents_ : intake_; }

  // Moves tasks until `taken` has `count`; a whole lane is swapped if it fits.
  static void move(Queue& from, std::deque<Task>& taken, std::size_t count) {
    if (taken.empty() && from.tasks.size() <= count) {
      taken.swap(from.tasks);
    } else {
      for (; taken.size() < count && !from.tasks.empty(); from.tasks.pop_front()) {
        taken.push_back(std::move(from.tasks.front()));
      }
    }
    from.size.store(from.tasks.size(), std::memory_order_relaxed);
  }

  std::mutex mutex_;
  Queue agents_, intake_;
  bool woken_ = false;
};

}  // namespace callbackd::engine
