// JournalSession is one connection of the journal writer. It commits a batch in one round trip.
// After an error it finds out whether a batch is committed. It never retries. It throws what
// libpqxx throws; classify_error() says what such an exception means. The thread that takes the
// cell (cell.cpp) may make it; then the JournalWriter owns it, and only the writer's thread uses
// it. Only interrupt() may be called on any thread.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>

#include "engine/ports.hpp"
#include "storage/batch_parameters.hpp"
#include "storage/connection.hpp"

namespace callbackd::storage {

// A batch is committed by one prepared SELECT that calls the function journal_commit, in
// autocommit. So one round trip is one transaction.
class JournalSession {
 public:
  struct Lease {
    std::int64_t epoch = 0;
    base::Duration time{};
  };
  JournalSession(DatabaseLocation const& location,
                 Lease lease);  // connects, within the time-outs of libpq
  void prepare();               // call it before all other functions

  void write_lease(Lease lease) { lease_ = lease; }  // for all later calls
  // Commits the batch and fills in `committed`. Returns true if the batch is durable wherever it
  // must be. Returns false if it is committed, but a warning says that the standby of the database
  // did not confirm it.
  bool commit(engine::Batch const& batch, engine::Committed& committed);

  // What the cell's row says: the epoch of the server that holds the cell, and the number of the
  // last committed batch.
  struct CellState {
    std::int64_t epoch = 0;
    std::uint64_t journal_seq = 0;
    bool confirmed = true;  // no warning: what it says is durable wherever it must be
  };
  // Waits until any earlier transaction on the cell's row has ended, then reads the row. Extends
  // the lease if the epoch is still ours.
  CellState settle();
  // Reads what commit() would have returned, for a batch that turned out to be committed.
  void read_back(engine::Batch const& batch, engine::Committed& committed);
  void give_up();  // ends the lease now
  void interrupt() noexcept { connection_.interrupt(); }

 private:
  Lease lease_;
  Connection connection_;
  std::optional<TypeOids> oids_;
};

}  // namespace callbackd::storage
