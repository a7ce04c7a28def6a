// RecordStore is the records port on PostgreSQL; it uses a QueryPool. Calls are safe from any
// thread and return at once. `done` is called on a thread of the pool. When the queue is full, it
// is called at once, on the caller's thread. Any error means that there is no answer now.
#pragma once
#include "records/records.hpp"
#include "storage/query_pool.hpp"

namespace callbackd::storage {

struct RecordStoreOptions {
  DatabaseLocation location;
  std::size_t threads = 4;
  std::size_t queued = 2'000;
};

class RecordStore : public records::Records {
 public:
  explicit RecordStore(RecordStoreOptions options);

 private:
  void put(records::AnyPending pending) override;

  QueryPool pool_;
};

}  // namespace callbackd::storage
