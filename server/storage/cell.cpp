#include "storage/cell.hpp"

#include <algorithm>

#include <spdlog/spdlog.h>

#include "base/quoted.hpp"
#include "storage/journal_session.hpp"
#include "storage/loader.hpp"
#include "storage/migrate.hpp"
#include "storage/row_values.hpp"
#include "storage/stoppable_wait.hpp"
#include "storage/unreadable_rows.hpp"

namespace callbackd::storage {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr char kNoCell[] =
    "the table cell has no row: put back INSERT INTO cell VALUES (1, 0, 0, 'epoch', '', '', 0, "
    "'epoch')";
constexpr auto kLookPause = 40ms;     // the pause between two looks at another server's lease
constexpr auto kShortestPause = 5ms;  // the pause when that lease is about to end
constexpr auto kReconnectPause = 500ms;
constexpr auto kConfirmPause = 200ms;
// The shortest lease that is written while state is loaded. It is long because the database is busy
// then, and the LeaseKeeper may be late.
constexpr base::Duration kLoadingLease = 5s;
// When the lease of another server (the holder) has ended, it is not certain that the holder is
// gone. If the database was away, or if the database or this process stood still, perhaps the
// holder could not extend its lease either. So for this long after such an interruption, the end of
// a lease does not count.
constexpr auto kCalmAfterReconnect = 1500ms;
constexpr auto kCalmAfterSlowLook = 500ms;
constexpr auto kSlowLook = 500ms;

// Takes the cell in one of three cases: its lease is over, its row has our epoch (we took the cell
// before, but that was not confirmed, or loading failed), or its row has our instance name and
// host, and $5 allows that. SKIP LOCKED skips a row that another transaction has locked, for
// example because the holder is extending its lease. If `epoch` or `journal_seq` in the row is out
// of range, it counts as 0. This is safe, because the two numbers only say who holds the cell and
// which batch comes next.
constexpr char kTake[] =
    "WITH was AS (SELECT id, epoch, journal_seq FROM cell WHERE id = 1 "
    "AND (lease_until <= clock_timestamp() OR epoch = $4 OR $5 AND instance = $1 AND host = $2) "
    "FOR UPDATE SKIP LOCKED) "
    "UPDATE cell c SET epoch = CASE WHEN was.epoch BETWEEN 0 AND $6 THEN was.epoch ELSE 0 END + 1, "
    "journal_seq = CASE WHEN was.journal_seq BETWEEN 0 AND $6 THEN was.journal_seq ELSE 0 END, "
    "instance = $1, host = $2, "
    "lease_until = clock_timestamp() + $3 * interval '1 millisecond' "
    "FROM was WHERE c.id = was.id RETURNING c.epoch, was.epoch, was.journal_seq";
// Reads who holds the cell, and how many milliseconds are left of the lease. The last column says
// whether the cell can be taken without waiting, because it was given up or is ours.
constexpr char kLook[] =
    "SELECT instance || ' on ' || host, "
    "greatest(0, ceil(extract(epoch FROM greatest(clock_timestamp(), "
    "least(lease_until, clock_timestamp() + interval '1 day')) "
    "- clock_timestamp()) * 1000))::bigint, "
    "lease_until = 'epoch' OR epoch = $3 OR $4 AND instance = $1 AND host = $2 "
    "FROM cell WHERE id = 1";

// Wakes await_notification() when a server gives a cell up. The notification does not say which
// cell, so take() then looks at the row of its own cell.
class GivenUp : public pqxx::notification_receiver {
 public:
  explicit GivenUp(pqxx::connection& connection)
      : notification_receiver{connection, kGivenUpChannel} {}
  void operator()(std::string const&, int) override {}
};

// Waits until the cell can be taken, takes it, and loads the state. The order matters:
//  1. Look at the row again and again until its lease is over. Meanwhile open the journal's
//     connection.
//  2. Take the cell. This raises the epoch: from now on, batches of the earlier holder are refused.
//  3. Let a LeaseKeeper extend the lease, and read the state.
// So the state is read after the last batch of the earlier holder, and no batch of that holder can
// follow. After an error that may pass, for example a broken connection, everything begins again
// with step 1. After another error, or a request to stop, a cell that was taken is given up again.
class Taking {
 public:
  Taking(CellOptions const& options, std::stop_token stop)
      : options_{options}, stop_{std::move(stop)} {}

  Result<TakenCell> take_and_load(DefinitionParser const& parse) {
    auto taken = until_taken(parse);
    if (!taken && epoch_ != 0) give_up_cell(options_.location, epoch_);
    return taken;
  }

  static Result<bool> checked_schema(Connection& connection) {
    pqxx::nontransaction transaction{*connection};
    return check_schema(transaction);
  }

 private:
  struct LeaseState {
    milliseconds left{};
    bool free = false;  // it can be taken without waiting for the end of the lease
  };

  // Waits for the cell, takes it and loads the state. After an error of the connection it begins
  // again, and epoch_ stays as it is. So a cell that was taken before the error can be taken again
  // without waiting for the end of its lease. If this function returns a Failure, the caller gives
  // up a cell that was taken.
  Result<TakenCell> until_taken(DefinitionParser const& parse) {
    while (!stop_.stop_requested()) {
      try {
        Connection connection{options_.location, Use::kLoad};
        if (auto const taken = take(connection); !taken) return taken.error();
        if (stop_.stop_requested()) break;
        auto keeper = std::make_unique<LeaseKeeper>(options_.location, epoch_, loading_lease());
        auto recovered = load_unless_stopped(connection, parse);
        if (stop_.stop_requested()) break;
        if (!recovered) return recovered.error();
        for (auto& row : unreadable_.take()) recovered->unreadable.push_back(std::move(row));
        spdlog::info("cell.taken epoch={} callbacks={}", epoch_, recovered->state.callbacks.size());
        return TakenCell{epoch_, std::move(*recovered), std::move(keeper), std::move(session_)};
      } catch (pqxx::failure const& e) {
        auto const classified = classify_error(std::current_exception());
        if (classified.error_class == ErrorClass::kBug)
          return Failure{"taking the cell: " + first_line(e)};
        if (stop_.stop_requested()) break;
        spdlog::warn("cell.database_unreachable reason={}", base::quoted(first_line(e)));
        session_.reset();
        last_look_ = {};
        calm_from_ = steady_clock::now() + kCalmAfterReconnect;
        stoppable_wait(stop_, kReconnectPause);
      } catch (std::exception const& e) {
        return Failure{std::string{"taking the cell: "} + e.what()};
      }
    }
    return Failure{"this server was told to stop"};
  }

  base::Duration loading_lease() const { return std::max(options_.lease, kLoadingLease); }

  // Returns true when the cell is taken (epoch_ is its epoch), or when a stop was requested.
  // Returns a Failure if the schema does not fit this program.
  Result<bool> take(Connection& connection) {
    if (auto const checked = checked_schema(connection); !checked) return checked.error();
    GivenUp const word{*connection};
    for (bool waited = false; !stop_.stop_requested(); waited = true) {
      auto const seen = look(connection);
      if (seen.free || (seen.left == 0ms && steady_clock::now() >= calm_from_)) {
        // The schema is checked again, because it may have been migrated while this server waited.
        if (waited) {
          if (auto const checked = checked_schema(connection); !checked) return checked.error();
        }
        if (try_take(connection)) return true;
      }
      open_journal_session();
      // A request to stop is noticed after this pause at the latest.
      auto const pause = std::clamp<milliseconds>(seen.left, kShortestPause, kLookPause);
      connection->await_notification(0, std::chrono::microseconds{pause}.count());
    }
    return true;
  }

  LeaseState look(Connection& connection) {
    pqxx::nontransaction transaction{*connection};
    auto const rows = transaction.exec_params(kLook, options_.instance, options_.host, epoch_,
                                              options_.takes_own_lease);
    if (rows.empty()) throw std::runtime_error{kNoCell};
    auto const row = rows[0];
    auto const now = steady_clock::now();
    LeaseState const seen{milliseconds{number_of(row[1])}, flag_of(row[2])};
    // If there may have been an interruption, the end of a lease does not count for the next
    // kCalmAfterSlowLook. There may have been one if the lease was over at the first look, or if
    // this look came long after the look before it.
    bool const first = last_look_ == steady_clock::time_point{};
    if (first ? seen.left == 0ms : now - last_look_ > kSlowLook)
      calm_from_ = std::max(calm_from_, now + kCalmAfterSlowLook);
    last_look_ = now;
    if (!seen.free) report_holder(std::string{text_of(row[0])});
    return seen;
  }

  // Returns whether the cell was taken. A warning of PostgreSQL means that its standby did not
  // confirm the commit. Then this take-over does not count. The cell is taken once more, which
  // raises our epoch again.
  bool try_take(Connection& connection) {
    do {
      connection.take_warned();
      pqxx::nontransaction transaction{*connection};
      auto const rows =
          transaction.exec_params(kTake, options_.instance, options_.host,
                                  std::chrono::duration_cast<milliseconds>(loading_lease()).count(),
                                  epoch_, options_.takes_own_lease, kCellCountMost);
      if (rows.empty()) return false;
      epoch_ = number_of(rows[0][0]);
      note_counts_out_of_range(rows[0]);
      if (!connection.take_warned()) return true;
    } while (stoppable_wait(stop_, kConfirmPause));
    return false;
  }

  void note_counts_out_of_range(pqxx::row const& row) {
    auto const note = [&](int column, std::string const& name) {
      if (is_cell_count(number_of(row[column]))) return;
      unreadable_.note("cell", "1", name + " is out of range, and begins anew");
    };
    note(1, "epoch");
    note(2, "journal_seq");
  }

  Result<engine::Recovered> load_unless_stopped(Connection& connection,
                                                DefinitionParser const& parse) {
    std::stop_callback const cancel{stop_, [&] {
                                      try {
                                        connection->cancel_query();
                                      } catch (std::exception const&) {
                                        return;  // loading ends only after this query
                                      }
                                    }};
    return load(connection, {parse, options_.classify}, stop_);
  }

  // Opens the connection on which the journal will commit. A standby does this while it waits, so
  // that it has the connection already when it takes the cell.
  void open_journal_session() {
    if (session_) return;
    auto session = std::make_shared<JournalSession>(
        options_.location, JournalSession::Lease{.epoch = 0, .time = options_.lease});
    session->prepare();
    session_ = std::move(session);
    last_look_ = steady_clock::now();  // connecting took a while, but that was no interruption
  }

  void report_holder(std::string const& holder) {
    if (holder == told_) return;
    told_ = holder;
    spdlog::info("cell.waiting holder={}", base::quoted(holder));
    if (options_.on_waiting) options_.on_waiting(holder);
  }

  CellOptions const& options_;
  std::stop_token stop_;
  std::string told_;
  std::int64_t epoch_ = 0;     // our epoch; 0: the cell is not taken yet
  UnreadableRows unreadable_;  // what is wrong in the table `cell`
  std::shared_ptr<JournalSession> session_;
  steady_clock::time_point calm_from_;  // until then, the end of a lease does not count
  steady_clock::time_point last_look_;
};

}  // namespace

Result<std::vector<engine::UnreadableRow>> unreadable_rows(DatabaseLocation const& location,
                                                           DefinitionParser const& parse) {
  try {
    Connection connection{location, Use::kLoad};
    if (auto const checked = Taking::checked_schema(connection); !checked) return checked.error();
    return find_unreadable_rows(connection, parse);
  } catch (pqxx::sql_error const& e) {
    return Failure{"the database refused (SQLSTATE " + state_of(e) + "): " + first_line(e)};
  } catch (std::exception const& e) {
    return Failure{first_line(e)};
  }
}

Result<TakenCell> take_cell_and_load(CellOptions const& options, DefinitionParser const& parse,
                                     std::stop_token stop) {
  return Taking{options, std::move(stop)}.take_and_load(parse);
}

}  // namespace callbackd::storage
