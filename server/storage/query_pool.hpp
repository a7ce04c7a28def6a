// A bounded number of threads, each with a connection of its own, for questions that no routing
// decision waits for. submit() is safe from any thread and never blocks; a full queue refuses. A
// slow database never slows the engine, and nobody waits for an answer longer than the limit.
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
    // May throw what libpqxx throws: it is asked once more on a new connection if the old one
    // broke. It may still run when `done` has been told that there is no answer.
    std::function<void(Connection&)> ask;
    // Called once, on any thread but the submitter's, and must not throw. False: the database is
    // not there, the query failed, or the time is over.
    std::function<void(bool asked)> done;
    bool once = false;  // never asked again: it may have been done
  };

  QueryPool(Place place, PoolOptions options);
  ~QueryPool();  // what is not answered yet is told so

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

  Place const place_;
  PoolOptions const options_;
  std::mutex mutex_;  // of all below
  std::condition_variable changed_;
  std::condition_variable time_passes_;
  std::deque<EntryPtr> waiting_;
  std::deque<EntryPtr> by_deadline_;  // answered ones among them
  bool stopping_ = false;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::thread watch_;
};

}  // namespace callbackd::storage
