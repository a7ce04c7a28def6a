#include "storage/query_pool.hpp"

#include <spdlog/spdlog.h>

namespace callbackd::storage {
namespace {

constexpr int kTries = 2;  // a connection that broke while idle shows it only when used

}  // namespace

QueryPool::QueryPool(Place place, std::size_t threads, std::size_t queued)
    : place_{std::move(place)}, queued_{queued} {
  threads_.reserve(threads);
  for (std::size_t number = 0; number < threads; ++number) threads_.emplace_back([this] { run(); });
}

QueryPool::~QueryPool() {
  {
    std::lock_guard const lock{mutex_};
    stopping_ = true;
  }
  changed_.notify_all();
  for (auto& thread : threads_) thread.join();
  for (auto const& task : tasks_) task(nullptr);
}

bool QueryPool::submit(Task task) {
  {
    std::lock_guard const lock{mutex_};
    if (stopping_ || tasks_.size() >= queued_) return false;
    tasks_.push_back(std::move(task));
  }
  changed_.notify_one();
  return true;
}

void QueryPool::run() {
  std::unique_ptr<Connection> connection;
  try {
    connection =
        std::make_unique<Connection>(place_, Use::kQuery);  // or the first task waits for it
  } catch (std::exception const&) {
    connection.reset();  // the task tries again
  }
  std::unique_lock lock{mutex_};
  for (;;) {
    changed_.wait(lock, [&] { return stopping_ || !tasks_.empty(); });
    if (stopping_) return;
    auto const task = std::move(tasks_.front());
    tasks_.pop_front();
    lock.unlock();
    carry_out(task, connection);
    lock.lock();
  }
}

void QueryPool::carry_out(Task const& task, std::unique_ptr<Connection>& connection) {
  for (int tries = 0; tries < kTries; ++tries) {
    try {
      if (!connection) connection = std::make_unique<Connection>(place_, Use::kQuery);
      return task(connection.get());
    } catch (std::exception const&) {
      auto const sorted = sort_error(std::current_exception());
      spdlog::warn("records.query_failed code=\"{}\"", sorted.code);
      connection.reset();
      if (sorted.trouble != Trouble::kInDoubt) break;
    }
  }
  task(nullptr);
}

}  // namespace callbackd::storage
