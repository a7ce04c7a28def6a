// Every request comes into the engine through Inbox. Any thread pushes tasks, the engine's thread
// takes them, and one wake-up is enough for many tasks. The inbox has two lanes (queues), and each
// lane keeps its order. The lane of agents, which the server's own tasks use too, goes first. The
// lane of intake (requests of websites) gets the places that are left in each take(), but at least
// a quarter of all places. All requests of an agent's connection use the same lane, so none of them
// overtakes another. Owned by Loop.
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

  // Adds a task. Returns true if the caller must wake the engine. False means that the engine was
  // already woken and will still find this task.
  bool push(Lane lane, Task task) {
    std::lock_guard const lock(mutex_);
    auto& queue = queue_of(lane);
    queue.tasks.push_back(std::move(task));
    queue.size.store(queue.tasks.size(), std::memory_order_relaxed);
    return !std::exchange(woken_, true);
  }
  // Takes at most `count` tasks. Call it until the result is empty, because a push() asks for a new
  // wake-up only after an empty result. If the caller stopped earlier, tasks could stay in the
  // inbox and nobody would wake the engine for them.
  std::deque<Task> take(std::size_t count) {
    std::lock_guard const lock(mutex_);
    std::deque<Task> taken;
    // While the intake lane has tasks, a quarter of each take is for them. So agents who send very
    // many requests cannot stop intake. They cannot stop the end of a drain either, which is a task
    // in the intake lane.
    move(agents_, taken, intake_.tasks.empty() ? count : count - count / 4);
    move(intake_, taken, count);
    if (taken.empty()) woken_ = false;
    return taken;
  }
  std::size_t size(Lane lane) const { return queue_of(lane).size.load(std::memory_order_relaxed); }

 private:
  struct Queue {
    std::deque<Task> tasks;
    std::atomic<std::size_t> size{0};
  };
  Queue& queue_of(Lane lane) { return lane == Lane::kAgents ? agents_ : intake_; }
  Queue const& queue_of(Lane lane) const { return lane == Lane::kAgents ? agents_ : intake_; }

  // Moves tasks from `from` until `taken` has `count`. If `taken` is empty and all tasks of `from`
  // fit, the two queues are swapped.
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
