// QueryPool asks the database questions that no routing decision waits for. It has a fixed number
// of threads, each with a connection of its own. submit() may be called on any thread and never
// blocks; it refuses when the queue is full. Each question is answered exactly once, and within its
// time limit. It is answered by its worker, by the watching thread when its time is over, or by the
// destructor. So a slow database never slows the engine. A RecordStore owns it.
#pragma once
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "storage/connection.hpp"

namespace callbackd::storage {

struct PoolOptions {
  std::size_t threads = 1;
  std::size_t queued = 1;
  std::chrono::milliseconds limit{3000};  // waiting and running together
};

class QueryPool {
 public:
  struct Question {
    // Asks the question. May throw what libpqxx throws. If the connection broke, this function is
    // called a second time, with a new connection. If `once` is true, there is no second call. This
    // function may still run after done(false) was called.
    std::function<void(Connection&)> ask;
    // Called exactly once, and never within submit(): on a thread of the pool, or on the thread
    // that destroys the pool. Must not throw. `asked` is false if the database cannot be reached,
    // the query failed, or the time is over.
    std::function<void(bool asked)> done;
    bool once = false;  // never asked again: the first try may have been committed
  };

  QueryPool(DatabaseLocation location, PoolOptions options);
  ~QueryPool();  // questions without an answer get false

  bool submit(Question question);  // false: the queue is full or the pool ends

 private:
  struct Entry;
  struct Worker;
  using EntryPtr = std::shared_ptr<Entry>;

  void run(Worker& worker);
  void warm(Worker& worker);
  void watch();
  bool carry_out(Entry const& entry, Worker& worker);
  bool connected(Entry const& entry, Worker& worker);
  void drop(Worker& worker);
  void answer(EntryPtr const& entry, bool asked);

  DatabaseLocation const location_;
  PoolOptions const options_;
  std::mutex mutex_;  // guards the members below, except watch_
  std::condition_variable changed_;
  std::condition_variable time_passes_;  // wakes watch()
  std::deque<EntryPtr> waiting_;
  std::deque<EntryPtr> by_deadline_;  // some of them may be answered already
  bool stopping_ = false;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::thread watch_;
};

}  // namespace callbackd::storage
