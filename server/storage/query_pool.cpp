#include "storage/query_pool.hpp"

#include <spdlog/spdlog.h>

#include "base/quoted.hpp"

#include <utility>

namespace callbackd::storage {
namespace {

constexpr int kTries = 2;  // a connection that broke while idle shows it only when used

}  // namespace

// A question that was submitted. mutex_ guards the members that change, except question.ask, which
// only the worker that took the question uses.
struct QueryPool::Entry {
  Question question;
  std::chrono::steady_clock::time_point deadline;
  bool answered = false;
  Worker* worker = nullptr;  // the worker that asks the question now
};

struct QueryPool::Worker {
  // Only the thread of this worker changes `connection`, and it holds the lock for that. Other
  // threads only interrupt the connection.
  std::unique_ptr<Connection> connection;
  std::thread thread;
};

QueryPool::QueryPool(DatabaseLocation location, PoolOptions options)
    : location_{std::move(location)}, options_{options} {
  for (std::size_t number = 0; number < options_.threads; ++number) {
    workers_.push_back(std::make_unique<Worker>());
    workers_.back()->thread = std::thread{[this, worker = workers_.back().get()] { run(*worker); }};
  }
  watch_ = std::thread{[this] { watch(); }};
}

QueryPool::~QueryPool() {
  {
    std::lock_guard const lock{mutex_};
    stopping_ = true;
    for (auto const& worker : workers_) {
      if (worker->connection) worker->connection->interrupt();
    }
  }
  changed_.notify_all();
  time_passes_.notify_all();
  for (auto const& worker : workers_) worker->thread.join();
  watch_.join();
  for (auto const& entry : std::exchange(by_deadline_, {})) answer(entry, false);
}

bool QueryPool::submit(Question question) {
  {
    std::lock_guard const lock{mutex_};
    if (stopping_ || waiting_.size() >= options_.queued) return false;
    auto entry = std::make_shared<Entry>();
    entry->question = std::move(question);
    entry->deadline = std::chrono::steady_clock::now() + options_.limit;
    waiting_.push_back(entry);
    by_deadline_.push_back(std::move(entry));
    // All questions have the same time limit, so by_deadline_ is always in the order of deadlines.
    // watch() sleeps until the first deadline, so it is woken only if this question is the first.
    if (by_deadline_.size() == 1) time_passes_.notify_one();
  }
  changed_.notify_one();
  return true;
}

// Connects before the first question comes, so that this question need not wait for the connection.
void QueryPool::warm(Worker& worker) {
  try {
    auto made = std::make_unique<Connection>(location_, Use::kQuery);
    std::lock_guard const lock{mutex_};
    worker.connection = std::move(made);
  } catch (std::exception const&) {
    return;  // the first question connects again
  }
}

void QueryPool::run(Worker& worker) {
  warm(worker);
  std::unique_lock lock{mutex_};
  for (;;) {
    changed_.wait(lock, [&] { return stopping_ || !waiting_.empty(); });
    if (stopping_) return;
    auto const entry = std::move(waiting_.front());
    waiting_.pop_front();
    if (entry->answered) continue;
    entry->worker = &worker;
    lock.unlock();
    bool const asked = carry_out(*entry, worker);
    entry->question.ask = nullptr;  // the entry itself can stay until its deadline
    lock.lock();
    entry->worker = nullptr;
    lock.unlock();
    answer(entry, asked);
    lock.lock();
  }
}

// Answers a question with an error when its deadline has passed, even if its worker still waits for
// the database. The connection of such a worker is interrupted.
void QueryPool::watch() {
  std::unique_lock lock{mutex_};
  while (!stopping_) {
    while (!by_deadline_.empty() && by_deadline_.front()->answered) by_deadline_.pop_front();
    if (by_deadline_.empty()) {
      time_passes_.wait(lock, [&] { return stopping_ || !by_deadline_.empty(); });
      continue;
    }
    auto const next = by_deadline_.front();
    if (std::chrono::steady_clock::now() < next->deadline) {
      time_passes_.wait_until(lock, next->deadline);
      continue;
    }
    by_deadline_.pop_front();
    if (next->worker != nullptr && next->worker->connection) next->worker->connection->interrupt();
    lock.unlock();
    answer(next, false);
    lock.lock();
  }
}

bool QueryPool::carry_out(Entry const& entry, Worker& worker) {
  for (int tries = 0; tries < kTries; ++tries) {
    try {
      if (!connected(entry, worker)) return false;
      entry.question.ask(*worker.connection);
      return true;
    } catch (std::exception const&) {
      auto const classified = classify_error(std::current_exception());
      spdlog::warn("records.query_failed code={}", base::quoted(classified.code));
      drop(worker);
      if (classified.error_class != ErrorClass::kInDoubt || entry.question.once) break;
    }
  }
  return false;
}

// Makes sure that the worker has a connection. Returns false if nobody waits for the answer any
// more.
bool QueryPool::connected(Entry const& entry, Worker& worker) {
  auto made = worker.connection ? nullptr : std::make_unique<Connection>(location_, Use::kQuery);
  std::lock_guard const lock{mutex_};
  if (made) worker.connection = std::move(made);
  return !stopping_ && !entry.answered;
}

void QueryPool::drop(Worker& worker) {
  // `closed_outside` is declared before the lock, so that the connection is closed after the lock
  // is free again. Closing may block.
  std::unique_ptr<Connection> closed_outside;
  std::lock_guard const lock{mutex_};
  std::swap(closed_outside, worker.connection);
}

void QueryPool::answer(EntryPtr const& entry, bool asked) {
  std::function<void(bool)> done;
  {
    std::lock_guard const lock{mutex_};
    if (std::exchange(entry->answered, true)) return;
    done = std::move(entry->question.done);
  }
  done(asked);
}

}  // namespace callbackd::storage
