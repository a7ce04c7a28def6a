// Takes the cell at the start, before the engine runs, so that this server becomes the active one.
// A standby is a server that waits here for the cell. The table `cell` has one row, with the epoch
// (the number of the server that holds the cell), the lease and the number of the last batch. A
// server takes the cell by raising the epoch, once the lease has run out or was given up. From then
// on, batches of an older epoch are refused. The state is read only after the take-over is
// committed, and a LeaseKeeper extends the lease meanwhile. These functions block. `serve` calls
// them on the thread that starts the server, and `check` on the main thread.
#pragma once
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "engine/ports.hpp"
#include "storage/connection.hpp"
#include "storage/lease_keeper.hpp"
#include "storage/readers.hpp"

namespace callbackd::storage {

class JournalSession;

struct CellOptions {
  DatabaseLocation location;
  std::string instance;
  std::string host;
  // Whether a lease with this server's instance name and host may be taken back before it has run
  // out. True if no other server on this host has this instance name. Such a lease is then this
  // server's own, from before a restart.
  bool takes_own_lease = true;
  base::Duration lease = std::chrono::seconds{10};
  // Called when this server begins to wait for the lease of another server, with the name of that
  // server. The program then reports that this server is a standby.
  std::function<void(std::string const& holder)> on_waiting;
  NumberClassifier classify;  // empty: nothing is known of any number
};

struct TakenCell {
  std::int64_t epoch = 0;
  engine::Recovered recovered;
  std::unique_ptr<LeaseKeeper> keeper;      // extends the lease until the first batch is committed
  std::shared_ptr<JournalSession> session;  // for the journal; null: there was no time to open it
};

// Finds the rows that a server would leave out if it started now, and rows that later requests
// could not read (later_reads.hpp says which rows are checked). Changes nothing; a server may run
// meanwhile.
Result<std::vector<engine::UnreadableRow>> unreadable_rows(DatabaseLocation const& location,
                                                           DefinitionParser const& parse);

// Takes the cell and loads the state. Waits while another server holds the cell or the database
// cannot be reached. When `stop` is requested, this function ends as soon as it can, gives up a
// cell that it has taken, and returns a Failure.
Result<TakenCell> take_cell_and_load(CellOptions const& options, DefinitionParser const& parse,
                                     std::stop_token stop);

}  // namespace callbackd::storage
