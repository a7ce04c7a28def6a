// RecordStore is the records port on PostgreSQL; it uses a QueryPool. Control (serve.cpp) makes it,
// and ActiveServer owns it afterwards. ask() may be called on any thread, and does not wait for the
// answer. `done` is called later, on a thread of the pool or on the thread that destroys it. But
// when the queue is full, ask() itself calls `done`, on the thread that called ask(). Any error
// means that there is no answer now.
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
