// Extends the cell's lease while nobody commits yet: from the take-over until the journal's first
// batch, however long state takes to load. A thread and, once it is needed, a connection of its
// own. Never takes a cell, never extends a lease that was given up or lost.
#pragma once
#include <cstdint>
#include <thread>

#include "base/instant.hpp"
#include "storage/connection.hpp"

namespace callbackd::storage {

class LeaseKeeper {
 public:
  LeaseKeeper(Place place, std::int64_t epoch, base::Duration lease);
  ~LeaseKeeper() = default;  // stops and waits; the lease then runs out by itself
  // Stops without waiting: its thread may stand in a connect to a machine that is not there.
  void request_stop() { thread_.request_stop(); }

 private:
  void run(std::stop_token const& stop) const;

  Place const place_;
  std::int64_t const epoch_;
  base::Duration const lease_;
  std::jthread thread_;
};

// Who gives a cell up says so here, to the standbys of every cell of the database.
inline constexpr char kGivenUpChannel[] = "callbackd_cell";

// Ends the lease of `epoch` now, if it still is the cell's, so that a standby need not wait for it.
// Best effort: a database that is not there lets it run out.
void give_up_cell(Place const& place, std::int64_t epoch);

// The same on a connection that is there; throws what libpqxx throws.
void give_up_cell(Connection& connection, std::int64_t epoch);

}  // namespace callbackd::storage
