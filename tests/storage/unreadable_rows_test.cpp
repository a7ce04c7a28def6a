// Tests that a start of the server never fails because of a row. In each table that the server
// reads when it starts, one row is damaged. Everything else must be read back, and the start must
// write nothing.
#include <algorithm>

#include "storage/record_store.hpp"

#include "ask_records.hpp"
#include "worked_cell.hpp"

using namespace callbackd;
using namespace callbackd::test;

namespace {

bool has(engine::Recovered const& recovered, std::uint64_t number) {
  auto const& callbacks = recovered.state.callbacks;
  return std::any_of(callbacks.begin(), callbacks.end(),
                     [&](auto const& one) { return one.first.id == callback_number(number); });
}

template <typename Rows>
bool names(Rows const& rows, std::uint64_t number) {
  return std::any_of(rows.begin(), rows.end(),
                     [&](auto const& row) { return row.id.callback == callback_number(number); });
}

struct Case {
  std::uint64_t left_out;  // 0: no callback
  std::string table;
  std::string sql;
};

std::string of(std::uint64_t number) {
  return " WHERE id = '" + base::to_text(callback_number(number)) + "'";
}
std::string row_of(std::uint64_t number) {
  return " WHERE callback_id = '" + base::to_text(callback_number(number)) + "'";
}

std::vector<Case> cases() {
  std::string const late = "'294276-12-31 00:00:00+00'";
  // This text is longer than a key of an index may be, and compression cannot shorten it enough.
  std::string const endless =
      "(SELECT string_agg(md5(i::text), '') FROM generate_series(1, 300) i)";
  std::vector<Case> all;
  for (auto const& set : {std::string{"state = 'paused'"},
                          "due_at = " + late,
                          std::string{"due_at = '0044-03-15 BC'"},
                          std::string{"due_at = '-infinity'"},
                          "created_at = " + late,
                          std::string{"routing_values = '[]'"},
                          std::string{"routing_values = '7'"},
                          std::string{"required_skills = 'billing'"},
                          std::string{"person_version = 7"},
                          std::string{"offer_number = -1"},
                          std::string{"priority = 2000000000"},
                          std::string{"queued_since = NULL, state = 'queued', agent = NULL"},
                          std::string{"interaction_number = 9"},
                          std::string{"state = 'offered'"},
                          std::string{"agent = 'eve'"},
                          std::string{"attempt_number = 4"},
                          "agent = " + endless,
                          "queue = " + endless,
                          "site = " + endless,
                          "reserved_agent = " + endless}) {
    all.push_back({kActive, "callback", "UPDATE callback SET " + set + of(kActive)});
  }
  auto const add = [&](std::uint64_t number, std::string const& table, std::string const& set) {
    all.push_back({number, table, "UPDATE " + table + " SET " + set + row_of(number)});
  };
  add(kActive, "callback_person", "created_at = " + late);
  add(kHealthy, "callback_person", "not_before_at = " + late);
  add(kActive, "callback_person", "phone = 'nonsense'");
  add(kActive, "callback_person", "phone = " + endless);
  add(kActive, "interaction", "agent = " + endless);
  add(kActive, "interaction", "opened_at = " + late);
  add(kActive, "call_attempt", "outcome = 'odd'");
  add(kActive, "call_attempt", "phone = 'nonsense'");
  add(kActive, "call_party", "role = 'odd'");
  add(kActive, "call_party", "leg = 70000");
  add(kActive, "note", "at = " + late);
  add(kActive, "exclusion", "until = " + late);
  for (auto const* why : {"'{}'", "'7'", "'[]'",
                          R"('{"candidates":1,"excluded":[7],"chosen_by":"only_candidate"}')"}) {
    add(kOffered, "offer", std::string{"why = "} + why);
  }
  add(kOffered, "offer", "deadline = " + late);
  all.push_back(
      {0, "agent_state", "UPDATE agent_state SET idle_since = " + late + " WHERE login = 'bob'"});
  all.push_back({0, "request_memory", "UPDATE request_memory SET at = " + late});
  all.push_back({0, "cell", "UPDATE cell SET last_at = 'infinity'"});
  all.push_back({0, "cell", "UPDATE cell SET last_at = '0001-01-01 BC'"});
  for (auto const* set :
       {"last_serial = -1", "last_serial = 9223372036854775807", "last_serial = 0",
        "journal_seq = -1", "journal_seq = 9223372036854775807", "epoch = -7",
        "epoch = 9223372036854775807"}) {
    all.push_back({0, "cell", std::string{"UPDATE cell SET "} + set});
  }
  return all;
}

}  // namespace

TEST_CASE("a start leaves out what it cannot understand, and reads all else back") {
  if (!PostgresWorld::available()) return;
  WorkedCell cell;
  {
    auto const recovered = cell.world.start().recovered;
    for (auto const& row : recovered.unreadable) FAIL_CHECK(row.table << row.row << row.why);
    REQUIRE(recovered.state.callbacks.size() == 3);
  }
  for (auto const& one : cases()) {
    CAPTURE(one.sql);
    cell.world.look("CREATE TABLE kept AS SELECT * FROM " + one.table);
    cell.change(one.sql);
    CHECK_FALSE(storage::unreadable_rows(cell.world.location, parse_definition).value().empty());
    auto const recovered = cell.world.start().recovered;
    REQUIRE(recovered.unreadable.size() >= 1);
    CHECK(std::any_of(recovered.unreadable.begin(), recovered.unreadable.end(),
                      [&](auto const& row) { return row.table == one.table; }));
    for (auto const number : {kHealthy, kActive, kOffered}) {
      CHECK(has(recovered, number) == (number != one.left_out));
    }
    auto const& state = recovered.state;
    CHECK(names(state.open_offers, kOffered) == (one.left_out != kOffered));
    CHECK(names(state.open_interactions, kActive) == (one.left_out != kActive));
    CHECK(names(state.attempts, kActive) == (one.left_out != kActive));
    CHECK(state.notes.empty() == (one.left_out == kActive));
    CHECK(state.exclusions.empty() == (one.left_out == kActive));
    CHECK(state.parties.empty() == (one.left_out == kActive));
    CHECK(recovered.details.contains(callback_number(kActive)) == (one.left_out != kActive));
    CHECK(state.left_out.size() == (one.left_out == 0 ? 0U : 1U));
    if (one.left_out == kOffered) CHECK(state.left_out.at(0).agents.at(0) == "bob");
    if (one.left_out == kActive) {
      auto const& agents = state.left_out.at(0).agents;
      CHECK(std::count(agents.begin(), agents.end(), "alice") == 1);
      CHECK(std::count(agents.begin(), agents.end(), "carol") == 1);
    }
    CHECK(recovered.last_serial >= queued_callback(kOffered).serial);
    // The row is repaired as an operator would do it, so that the next start can read it again.
    // Generated columns are not inserted.
    cell.world.look("DELETE FROM " + one.table + " RETURNING 1");
    auto const columns = cell.world.look(
        "SELECT string_agg(quote_ident(column_name), ',') FROM information_schema.columns "
        "WHERE table_schema = current_schema AND table_name = '" +
        one.table + "' AND is_generated = 'NEVER'");
    cell.world.look("INSERT INTO " + one.table + " (" + columns + ") SELECT " + columns +
                    " FROM kept RETURNING 1");
    cell.world.look("DROP TABLE kept");
    cell.change("UPDATE cell SET lease_until = 'epoch'");
    REQUIRE(cell.world.start().recovered.unreadable.empty());
  }
  CHECK(storage::unreadable_rows(cell.world.location, parse_definition).value().empty());
}

TEST_CASE("a callback that ended and cannot be read is told as that, and listed") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  auto server = world.start();
  auto batch = batch_after(0);
  auto row = queued_callback(1);
  row.state = core::CallbackState::kCancelled;
  post(batch, row);
  REQUIRE(server.commit(std::move(batch)).why == std::string{});
  storage::RecordStore store{{world.location, 1, 10}};
  auto const ask = [&](base::CallbackId id) { return answer_of(store, records::FindCallback{id}); };
  CHECK(ask(row.id).value()->state == core::CallbackState::kCancelled);
  CHECK_FALSE(ask(callback_number(7)).value());
  auto const damaged = of(1);
  for (auto const& [damage, repair] : {std::pair{"state = 'odd'", "state = 'cancelled'"},
                                       std::pair{"due_at = '294276-12-31'", "due_at = created_at"},
                                       std::pair{"person_version = 9", "person_version = 1"}}) {
    CAPTURE(damage);
    world.look(std::string{"UPDATE callback SET "} + damage + damaged + " RETURNING 1");
    CHECK(ask(row.id).error() == records::kUnreadable);
    auto const listed = storage::unreadable_rows(world.location, parse_definition).value();
    REQUIRE(listed.size() == 1);
    CHECK(listed[0].row == base::to_text(row.id));
    // A start does not read callbacks that ended. It reads this one only if the damage hides that
    // it ended.
    bool const is_read = std::string_view{damage}.starts_with("state");
    CHECK(world.start().recovered.unreadable.empty() == !is_read);
    world.look(std::string{"UPDATE callback SET "} + repair + damaged + " RETURNING 1");
    CHECK(storage::unreadable_rows(world.location, parse_definition).value().empty());
  }
}

TEST_CASE(
    "a definition that cannot be read any more leaves an older one in force, or an empty one") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  CHECK(world.start().recovered.site->queues.size() == 1);
  world.look(
      "INSERT INTO site_definition (definition, source, state, by, at) VALUES "
      "('{\"bad\":1}', '', 'adopted', 'test', 'epoch') RETURNING 1");
  auto recovered = world.start().recovered;
  CHECK(recovered.site->version == 1);
  CHECK(recovered.site->newest_stored_version() == 2);
  REQUIRE(recovered.unreadable.size() == 1);
  CHECK(recovered.unreadable[0].table == "site_definition");
  CHECK(storage::unreadable_rows(world.location, parse_definition).value().size() == 1);
  world.look("UPDATE site_definition SET definition = '{\"bad\":2}' RETURNING 1");
  recovered = world.start().recovered;
  CHECK(recovered.site->queues.empty());
  CHECK(recovered.site->version == 2);
  auto const version = world.propose();  // what `callbackd apply` does
  auto server = world.start();
  CHECK(server.recovered.site->queues.empty());
  CHECK(server.commit(batch_after(0)).proposed_definition == version);  // for the core to decide
}
