#include "storage/lease_keeper.hpp"

#include <memory>

#include <spdlog/spdlog.h>

#include "base/quoted.hpp"
#include "storage/stoppable_wait.hpp"

namespace callbackd::storage {
namespace {

constexpr int kBeatsInALease = 5;

// Extends the lease. The time 'epoch' (1970) in lease_until marks a lease that was given up. A late
// extension must not bring such a lease back.
constexpr char kExtend[] =
    "UPDATE cell SET lease_until = clock_timestamp() + $2 * interval '1 millisecond' "
    "WHERE id = 1 AND epoch = $1 AND lease_until <> 'epoch'";
constexpr char kGiveUp[] =
    "WITH given AS (UPDATE cell SET lease_until = 'epoch' WHERE id = 1 AND epoch = $1 RETURNING 1) "
    "SELECT pg_notify($2, '') FROM given";

}  // namespace

LeaseKeeper::LeaseKeeper(DatabaseLocation location, std::int64_t epoch, base::Duration lease)
    : location_{std::move(location)},
      epoch_{epoch},
      lease_{lease},
      thread_{[this](std::stop_token stop) { run(stop); }} {}

void LeaseKeeper::run(std::stop_token const& stop) const {
  auto const lease = std::chrono::duration_cast<std::chrono::milliseconds>(lease_);
  std::unique_ptr<Connection> connection;
  // The loop does not wait before its first turn, so that the connection is made immediately. With
  // several hosts in the URL, connecting may take seconds.
  for (bool first = true; first || stoppable_wait(stop, lease / kBeatsInALease); first = false) {
    try {
      if (!connection) connection = std::make_unique<Connection>(location_, Use::kJournal);
      if (stop.stop_requested()) return;
      pqxx::nontransaction transaction{**connection};
      auto const kept = transaction.exec_params(kExtend, epoch_, lease.count());
      if (kept.affected_rows() == 0) return;  // lost or given up: the first batch finds out
    } catch (std::exception const&) {
      spdlog::warn("cell.lease_not_extended code={}",
                   base::quoted(classify_error(std::current_exception()).code));
      connection.reset();
    }
  }
}

void give_up_cell(Connection& connection, std::int64_t epoch) {
  pqxx::nontransaction transaction{*connection};
  transaction.exec_params(kGiveUp, epoch, kGivenUpChannel);
}

void give_up_cell(DatabaseLocation const& location, std::int64_t epoch) {
  try {
    Connection connection{location, Use::kJournal};
    give_up_cell(connection, epoch);
  } catch (std::exception const&) {
    spdlog::warn("cell.not_given_up code={}",
                 base::quoted(classify_error(std::current_exception()).code));
  }
}

}  // namespace callbackd::storage
