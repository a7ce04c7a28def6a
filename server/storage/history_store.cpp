#include "storage/history_store.hpp"
#include "base/hash_tables.hpp"

#include "storage/failure.hpp"
#include "storage/json_text.hpp"
#include "storage/migrate.hpp"
#include "storage/row_values.hpp"

namespace callbackd::storage {
namespace {

// Selects the callbacks that were posted in the period. How a callback was posted is read from its
// event `created`, because its row has changed since then. A callback that was cancelled before any
// agent had it counts as one whose customer gave up waiting.
constexpr char kCallbacks[] =
    "SELECT c.id, c.site, e.data ->> 'queue', coalesce(e.data ->> 'routing_point', ''), "
    "coalesce(e.data ->> 'priority', '0'), e.at, "
    "coalesce((e.data ->> 'due_at')::timestamptz, e.at), "
    "CASE WHEN c.state = 'cancelled' AND c.interaction_number = 0 THEN c.queued_since END, "
    "(SELECT g.at FROM callback_event g WHERE g.callback_id = c.id AND g.type = 'cancelled' LIMIT "
    "1), "
    "(SELECT (1000000 * extract(epoch FROM sum(i.closed_at - i.opened_at)))::bigint "
    "FROM interaction i WHERE i.callback_id = c.id) "
    "FROM callback_event e JOIN callback c ON c.id = e.callback_id "
    "WHERE e.type = 'created' AND e.at >= $1 AND e.at < $2 ORDER BY e.at, c.serial";

constexpr char kValues[] =
    "SELECT c.id, v.key, v.value FROM callback_event e JOIN callback c ON c.id = e.callback_id, "
    "jsonb_each_text(c.routing_values) v "
    "WHERE e.type = 'created' AND e.at >= $1 AND e.at < $2 ORDER BY c.id, v.key COLLATE \"C\"";

constexpr char kCalls[] =
    "SELECT a.callback_id, a.outcome, a.started_at, a.answered_at, a.ended_at, "
    "a.interaction_number, i.opened_at, i.closed_at FROM callback_event e "
    "JOIN call_attempt a ON a.callback_id = e.callback_id "
    "JOIN interaction i ON i.callback_id = a.callback_id AND i.number = a.interaction_number "
    "WHERE e.type = 'created' AND e.at >= $1 AND e.at < $2 "
    "AND a.ended_at IS NOT NULL ORDER BY a.callback_id, a.number";

constexpr char kOffers[] =
    "SELECT agent, opened_at, closed_at, outcome FROM offer "
    "WHERE opened_at >= $1 AND opened_at < $2 AND closed_at IS NOT NULL "
    "ORDER BY opened_at, callback_id, number";

constexpr char kWork[] =
    "SELECT agent, opened_at, closed_at FROM interaction "
    "WHERE opened_at >= $1 AND opened_at < $2 AND closed_at IS NOT NULL "
    "ORDER BY opened_at, callback_id, number";

// Reads the callbacks first, then adds routing values and calls to each callback by its id.
class Reader {
 public:
  Reader(pqxx::transaction_base& transaction, base::Instant from, base::Instant to)
      : transaction_(transaction), from_(database_text(from)), to_(database_text(to)) {}

  History read() {
    for (auto const& row : rows(kCallbacks)) callback(row);
    for (auto const& row : rows(kValues)) {
      of(row).routing_values.emplace_back(text_of(row[1]), text_of(row[2]));
    }
    for (auto const& row : rows(kCalls)) call(row);
    for (auto const& row : rows(kOffers)) {
      history_.offers.push_back({std::string{text_of(row[0])}, instant_of(row[1]),
                                 instant_of(row[2]), word_of<core::OfferOutcome>(row[3]).value()});
    }
    for (auto const& row : rows(kWork)) {
      history_.work.push_back(
          {std::string{text_of(row[0])}, instant_of(row[1]), instant_of(row[2])});
    }
    return std::move(history_);
  }

 private:
  pqxx::result rows(char const* query) { return transaction_.exec_params(query, from_, to_); }
  RecordedCallback& of(pqxx::row const& row) {
    return history_.callbacks[places_.at(callback_of(row[0]))];
  }

  void callback(pqxx::row const& row) {
    RecordedCallback read;
    read.id = callback_of(row[0]);
    read.site = text_of(row[1]);
    read.queue = text_of(row[2]);
    read.routing_point = text_of(row[3]);
    read.priority = static_cast<int>(number_of(row[4]));
    read.created_at = instant_of(row[5]);
    read.due_at = instant_of(row[6]);
    auto const queued_since = optional_instant_of(row[7]);
    auto const cancelled_at = optional_instant_of(row[8]);
    if (queued_since && cancelled_at) read.gave_up_after = *cancelled_at - *queued_since;
    if (!row[9].is_null()) read.in_hand = base::Duration{number_of(row[9])};
    places_.emplace(read.id, history_.callbacks.size());
    history_.callbacks.push_back(std::move(read));
  }

  void call(pqxx::row const& row) {
    RecordedCall read;
    read.outcome = word_of<core::AttemptOutcome>(row[1]).value();
    read.started_at = instant_of(row[2]);
    read.answered_at = optional_instant_of(row[3]);
    read.ended_at = instant_of(row[4]);
    read.interaction_number = count_of(row[5]);
    read.opened_at = instant_of(row[6]);
    read.closed_at = optional_instant_of(row[7]);
    of(row).calls.push_back(read);
  }

  pqxx::transaction_base& transaction_;
  std::string from_, to_;
  History history_;
  base::IdMap<base::CallbackId, std::size_t> places_;
};

}  // namespace

Result<History> read_history(DatabaseLocation const& location, base::Instant from,
                             base::Instant to) {
  try {
    Connection connection{location, Use::kLoad};
    pqxx::transaction<pqxx::repeatable_read> transaction{*connection};  // all queries see one state
    if (auto const checked = check_schema(transaction); !checked) return checked.error();
    return Reader{transaction, from, to}.read();
  } catch (pqxx::sql_error const& e) {
    return Failure{"the database refused (SQLSTATE " + state_of(e) + "): " + first_line(e)};
  } catch (std::exception const& e) {
    return Failure{first_line(e)};
  }
}

}  // namespace callbackd::storage
