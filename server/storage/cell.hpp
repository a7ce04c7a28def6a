// Taking the cell: the lease is the cell's row, and a server that takes over raises its epoch.
// State is read only after that is committed, and the lease is kept meanwhile. Blocks; called at
// start, before the engine runs. A standby is a server that waits here.
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
  Place place;
  std::string instance;
  std::string host;
  // Nobody else on this host runs under this name: a lease in its name is its own, of before it was
  // restarted, and is taken back at once.
  bool takes_own_lease = true;
  base::Duration lease = std::chrono::seconds{10};
  // Told when the lease of another server is waited for, with its name: a standby reports itself.
  std::function<void(std::string const& holder)> on_waiting;
  NumberClassifier classify;  // empty: nothing is known of any number
};

struct Taken {
  std::int64_t epoch = 0;
  engine::Recovered recovered;
  std::unique_ptr<LeaseKeeper> keeper;      // until the first batch is committed
  std::shared_ptr<JournalSession> session;  // the journal's, if there was time to open it
};

// What a start would leave out now, and what requests could not read. Changes nothing; a server may
// run beside it.
Result<std::vector<engine::UnreadableRow>> unreadable_rows(Place const& place,
                                                           DefinitionParser const& parse);

// Waits while another server holds the cell or the database cannot be reached. When `stop` is
// requested it ends at once, gives up what it may have taken, and answers with a Failure.
Result<Taken> take_cell_and_load(CellOptions const& options, DefinitionParser const& parse,
                                 std::stop_token stop);

}  // namespace callbackd::storage
