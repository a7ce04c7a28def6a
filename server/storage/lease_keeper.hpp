// LeaseKeeper extends the cell's lease while nothing is committed yet: from the take-over until the
// journal's first batch, however long state takes to load. It has a thread and a connection of its
// own. It never takes a cell, and never extends a lease that was given up or lost.
// take_cell_and_load() makes it, and ActiveServer owns it afterwards. Any thread may call
// request_stop().
#pragma once
#include <cstdint>
#include <thread>

#include "base/instant.hpp"
#include "storage/connection.hpp"

namespace callbackd::storage {

class LeaseKeeper {
 public:
  // Begins to extend the lease immediately. Each extension lasts for `lease`, and the next follows
  // after a fifth of `lease`.
  LeaseKeeper(DatabaseLocation location, std::int64_t epoch, base::Duration lease);
  ~LeaseKeeper() = default;  // stops and waits; the lease then runs out by itself
  // Tells the thread to stop, but does not wait until it ends: it may be connecting to a machine
  // that does not answer.
  void request_stop() { thread_.request_stop(); }

 private:
  void run(std::stop_token const& stop) const;

  DatabaseLocation const location_;
  std::int64_t const epoch_;
  base::Duration const lease_;
  std::jthread thread_;
};

// The NOTIFY channel on which a server says that it gave a cell up. The standbys of all cells of
// the database listen to it.
inline constexpr char kGivenUpChannel[] = "callbackd_cell";

// Ends the lease of `epoch` now, if the cell still has this epoch, so that a standby need not wait
// for the end of the lease. If the database cannot be reached, the lease runs out by itself.
void give_up_cell(DatabaseLocation const& location, std::int64_t epoch);

// Does the same on a connection that is open already. Throws what libpqxx throws.
void give_up_cell(Connection& connection, std::int64_t epoch);

}  // namespace callbackd::storage
