#include "storage/journal_session.hpp"

#include <optional>

#include "storage/json_text.hpp"
#include "storage/lease_keeper.hpp"
#include "storage/row_reader.hpp"
#include "storage/row_values.hpp"

namespace callbackd::storage {
namespace {

constexpr char kCommit[] = "commit";
constexpr char kIdAndVersion[] = "p.callback_id, p.version, ";
constexpr int kAfterIdAndVersion = 2;

std::string commit_sql() {
  std::string call = "journal_commit($1";
  for (std::size_t number = 2; number <= kScalarParameters + kArrayParameters; ++number) {
    call += ",$" + std::to_string(number);
  }
  return std::string{"SELECT d.o_proposed, d.o_access, "} + kIdAndVersion +
         columns_of<core::CallbackDetails>("p") + " FROM " + shown_people(call + ")", "o_");
}

std::int64_t count_milliseconds(base::Duration duration) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(duration).count();
}

std::optional<std::string> zone_database_of(engine::Batch const& batch) {
  auto const& version = batch.records.zone_database;
  return version.empty() ? std::nullopt : std::optional{version};
}

void add_details(pqxx::row const& row, int first, engine::Committed& committed) {
  committed.details.emplace(callback_of(row[first]), details_of(row, first + kAfterIdAndVersion));
}

// Reads the access version. If the table access_version has lost its row, the field is NULL and
// counts as 0, because this is no reason to end the server.
std::int64_t number_or_zero(pqxx::field const& field) {
  return field.is_null() ? 0 : number_of(field);
}

}  // namespace

JournalSession::JournalSession(DatabaseLocation const& location, Lease lease)
    : lease_{lease}, connection_{location, Use::kJournal} {}

void JournalSession::prepare() {
  oids_.emplace(connection_);
  connection_->prepare(kCommit, commit_sql());
  // Plans the statement now, so that the first batch does not have to wait for this.
  connection_->prepare_now(kCommit);
}

bool JournalSession::commit(engine::Batch const& batch, engine::Committed& committed) {
  auto const arrays = batch_parameters(batch, *oids_);
  connection_.take_warned();
  pqxx::nontransaction autocommit{*connection_};
  auto const rows = autocommit.exec_prepared(
      kCommit, lease_.epoch, batch.journal_seq, count_milliseconds(lease_.time),
      database_text(batch.at), static_cast<std::uint64_t>(batch.last_serial),
      zone_database_of(batch), pqxx::prepare::make_dynamic_params(arrays));
  // One row has the newest proposed version and the access version in its first two columns. In the
  // other rows these columns are NULL, and the details of one callback follow from column 2 on.
  for (auto const& row : rows) {
    if (row[0].is_null()) {
      add_details(row, 2, committed);
    } else {
      committed.proposed_definition = number_of(row[0]);
      committed.access_version = number_or_zero(row[1]);
    }
  }
  return !connection_.take_warned();
}

// FOR UPDATE waits until a transaction of a broken connection has ended in the database. The lease
// is extended in the same transaction, so that the cell is not lost while the writer finds out
// whether its batch is committed.
JournalSession::CellState JournalSession::settle() {
  connection_.take_warned();
  pqxx::work transaction{*connection_};
  auto const row = transaction.exec1("SELECT epoch, journal_seq FROM cell WHERE id = 1 FOR UPDATE");
  CellState cell{.epoch = number_of(row[0]),
                 .journal_seq = static_cast<std::uint64_t>(number_of(row[1]))};
  transaction.exec_params(
      "UPDATE cell SET lease_until = clock_timestamp() + $2 * interval '1 millisecond' "
      "WHERE id = 1 AND epoch = $1",
      lease_.epoch, count_milliseconds(lease_.time));
  transaction.commit();
  cell.confirmed = !connection_.take_warned();
  return cell;
}

void JournalSession::read_back(engine::Batch const& batch, engine::Committed& committed) {
  pqxx::nontransaction transaction{*connection_};
  auto const state = transaction.exec1(
      "SELECT (SELECT coalesce(max(version), 0) FROM site_definition WHERE state = 'proposed'), "
      "(SELECT version FROM access_version WHERE id = 1)");
  committed.proposed_definition = number_of(state[0]);
  committed.access_version = number_or_zero(state[1]);
  BinaryUuids wanted{batch.wanted.size()};
  for (auto const& id : batch.wanted) wanted.add(id.value);
  auto const rows = transaction.exec_params(std::string{"SELECT "} + kIdAndVersion +
                                                columns_of<core::CallbackDetails>("p") + " FROM " +
                                                shown_people("journal_details($1::uuid[])"),
                                            pqxx::binarystring{wanted.bytes()});
  for (auto const& row : rows) add_details(row, 0, committed);
}

void JournalSession::give_up() {
  give_up_cell(connection_, lease_.epoch);
}

}  // namespace callbackd::storage
