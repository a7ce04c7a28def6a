// A bounded number of threads, each with a connection of its own, for questions that no routing
// decision waits for. submit() is safe from any thread and never blocks; a full queue refuses. A
// slow database never slows the engine.
#pragma once
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

class QueryPool {
 public:
  // Gets a connection, or null: the database is not there. Throws what libpqxx throws when the
  // query failed: it is called once
  // more with a new connection if the old one broke, else with null.
  using Task = std::function<void(Connection*)>;

  QueryPool(Place place, std::size_t threads, std::size_t queued);
  ~QueryPool();  // tasks that wait are called with null

  bool submit(Task task);  // false: the queue is full or the pool ends

 private:
  void run();
  void carry_out(Task const& task, std::unique_ptr<Connection>& connection);

  Place const place_;
  std::size_t const queued_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Task> tasks_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace callbackd::storage
