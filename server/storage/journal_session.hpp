// JournalSession is one connection of the journal writer. It commits a batch in one round trip, and
// finds out after an error whether a batch is committed. Writer's thread; interrupt() from any.
// Throws what libpqxx throws: classify_error() says what it means. Never retries.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>

#include "engine/ports.hpp"
#include "storage/batch_parameters.hpp"
#include "storage/connection.hpp"

namespace callbackd::storage {

// A batch is committed by `SELECT * FROM journal_commit(…)`, one prepared statement in autocommit:
// one round trip is one transaction.
class JournalSession {
 public:
  struct Lease {
    std::int64_t epoch = 0;
    base::Duration time{};
  };
  JournalSession(DatabaseLocation const& location,
                 Lease lease);  // connects, within the time-outs of libpq
  void prepare();               // before anything else

  void write_lease(Lease lease) { lease_ = lease; }  // for all later calls
  // True: committed, and durable wherever it must be. False: committed, but a warning says that the
  // standby may not have it.
  bool commit(engine::Batch const& batch, engine::Committed& committed);

  // Where the cell stands: the last committed batch and its server's epoch.
  struct CellState {
    std::int64_t epoch = 0;
    std::uint64_t journal_seq = 0;
    bool confirmed = true;  // no warning: what it says is durable wherever it must be
  };
  // Reads where the cell stands once any earlier transaction on its row has ended, and extends the
  // lease if the epoch is still ours.
  CellState settle();
  // Reads what commit() would have returned for a batch that turned out to be committed.
  void read_back(engine::Batch const& batch, engine::Committed& committed);
  void give_up();  // ends the lease now
  void interrupt() noexcept { connection_.interrupt(); }

 private:
  Lease lease_;
  Connection connection_;
  std::optional<TypeOids> oids_;
};

}  // namespace callbackd::storage
