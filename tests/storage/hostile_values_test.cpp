// Tests that a start of the server survives any value in any column that it reads. With each such
// value the server must start, work for a day, and commit the records of that day.
#include <array>
#include <map>

#include "core/core.hpp"
#include "worked_cell.hpp"

using namespace callbackd;
using namespace callbackd::test;
using namespace std::chrono_literals;

namespace {

using Texts = std::vector<std::string>;

constexpr std::array kTables{"callback",
                             "callback_person",
                             "offer",
                             "interaction",
                             "call_attempt",
                             "call_party",
                             "note",
                             "exclusion",
                             "agent_state",
                             "request_memory",
                             "site_definition",
                             "access_version",
                             "cell"};

// Returns SQL values of this type: values that no server writes, values at an end of the type's
// range, and a few odd ones.
Texts hostile_values(std::string const& type) {
  static std::map<std::string, Texts> const kValues{
      {"bigint", {"-9223372036854775808", "-1", "0", "9223372036854775807"}},
      {"integer", {"-2147483648", "-1", "0", "2147483647"}},
      {"smallint", {"-32768", "32767"}},
      {"boolean", {"true", "false"}},
      {"text",
       {"''", "'odd'", "repeat('9', 100)", "'+1'", "'2099-13-40T99:99'", "'billing:x'",
        // This text is longer than a key of an index may be, and compression cannot shorten it
        // enough.
        "(SELECT string_agg(md5(i::text), '') FROM generate_series(1, 300) i)"}},
      {"json", {"'null'", "'7'", "'[]'", "'{}'", "'{\"bad\":1}'"}},
      {"jsonb", {"'null'", "'7'", "'[]'", "'{}'", "'{\"a\":{\"b\":[1]}}'"}},
      {"uuid", {"'00000000-0000-0000-0000-000000000000'"}},
      {"timestamp with time zone",
       {"'infinity'", "'-infinity'", "'4713-01-01 BC'", "'1969-12-31'", "'2100-12-31'",
        "'2101-01-02'", "'294276-12-31'"}}};
  auto const found = kValues.find(type);
  auto values = found == kValues.end() ? Texts{} : found->second;
  values.emplace_back("NULL");
  return values;
}

Texts lines(std::string const& text) {
  Texts all;
  for (std::size_t from = 0; from < text.size();) {
    auto const end = std::min(text.find('\n', from), text.size());
    all.push_back(text.substr(from, end - from));
    from = end + 1;
  }
  return all;
}

class HostileCell {
 public:
  HostileCell() {
    Texts kept{kTables.begin(), kTables.end()};
    kept.emplace_back("callback_event");  // a start does not read it, and a day adds to it
    for (auto const& table : kept) {
      world().look("CREATE TABLE kept_" + table + " AS SELECT * FROM " + table);
      auto const columns = world().look(
          "SELECT string_agg(quote_ident(column_name), ',') FROM information_schema.columns "
          "WHERE table_schema = current_schema AND is_generated = 'NEVER' AND table_name = '" +
          table + "'");
      put_back_ += "DELETE FROM " + table + "; INSERT INTO " + table + " (" + columns +
                   ") OVERRIDING SYSTEM VALUE SELECT " + columns + " FROM kept_" + table + ";";
    }
    put_back_ += "UPDATE cell SET lease_until = 'epoch'";
  }
  PostgresWorld& world() { return cell_.world; }
  void put_back() { world().look(put_back_); }
  // Writes the value into the row. Returns false if the schema does not allow it.
  bool damage(std::string const& table, std::string const& where, std::string const& set) {
    try {
      world().look("UPDATE " + table + " SET " + set + where);
      return true;
    } catch (pqxx::sql_error const&) {
      return false;
    }
  }
  Texts columns(std::string const& table) {
    return lines(world().look(
        "SELECT string_agg(column_name || '|' || data_type, E'\\n') FROM "
        "information_schema.columns WHERE table_schema = current_schema AND is_generated = 'NEVER' "
        "AND table_name = '" +
        table + "'"));
  }
  // Returns the WHERE clause for the row that is damaged. In the tables of callbacks and of their
  // persons, `turn` chooses one of the three callbacks. In all other tables it is the first row.
  static std::string row(std::string const& table, std::size_t turn) {
    bool const people = table == "callback_person";
    if (table != "callback" && !people) {
      return " WHERE ctid = (SELECT ctid FROM " + table + " ORDER BY ctid LIMIT 1)";
    }
    std::array const numbers{kHealthy, kActive, kOffered};
    auto const id = base::to_text(callback_number(numbers[turn % numbers.size()]));
    return std::string{people ? " WHERE callback_id = '" : " WHERE id = '"} + id + "'";
  }

 private:
  WorkedCell cell_;
  std::string put_back_;
};

// Restores a core from this state, lets it start and work for a day, and returns the records of
// that day.
core::RecordBatch day_of_work(engine::Recovered const& recovered) {
  core::Core core{base::HashKey{1, 2}};
  core.restore(recovered.site, recovered.state);
  core::Effects effects;
  auto at = recovered.last_committed_at;
  auto serial = static_cast<std::uint64_t>(recovered.last_serial);
  auto const step = [&](core::CommandBody body) {
    core.step(at, {base::Serial{++serial}, core::RequestRef::kNobody, std::move(body)}, effects);
  };
  step(core::StartUp{});
  step(core::VoiceEvent{core::SnapshotTaken{}});
  for (auto const pause : {1s, 600s, 90'000s}) {
    at += pause;
    for (int i = 0; i < 5; ++i) step(core::Tick{});
  }
  core.sweep(at);
  return std::move(effects.records);
}

}  // namespace

TEST_CASE("with any value in one column a server starts, works for a day and commits it") {
  if (!PostgresWorld::available()) return;
  HostileCell cell;
  std::size_t tried = 0;
  auto const starts_and_works = [&] {
    auto server = cell.world().start();
    engine::Batch batch;
    batch.journal_seq = server.recovered.journal_seq + 1;
    batch.at = server.recovered.last_committed_at + 100'000s;
    auto const serial = static_cast<std::uint64_t>(server.recovered.last_serial);
    batch.last_serial = base::Serial{serial + 99};
    batch.records = day_of_work(server.recovered);
    for (auto const& [row, number] : server.recovered.state.callbacks) {
      batch.wanted.push_back(row.id);
    }
    auto const committed = server.commit(std::move(batch));
    CHECK(committed.why == std::string{});
    REQUIRE(committed.status == engine::CommitStatus::kCommitted);
  };
  for (std::string const table : kTables) {
    for (auto const& described : cell.columns(table)) {
      auto const bar = described.find('|');
      auto const column = described.substr(0, bar);
      for (auto const& value : hostile_values(described.substr(bar + 1))) {
        // `-infinity` is the only value of lease_until that is tried. With a later end the lease
        // might still last, and the start would wait for the server that seems to hold the cell.
        if (column == "lease_until" && value != "'-infinity'") continue;
        auto const set = column + " = " + value;
        auto const where = HostileCell::row(table, tried);
        CAPTURE(table, set, where);
        cell.put_back();
        if (!cell.damage(table, where, set)) continue;
        ++tried;
        starts_and_works();
      }
    }
  }
  CHECK(tried > 400);
}
