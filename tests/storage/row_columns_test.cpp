// Tests the columns that the program lists for each row. They must be the columns of the schema in
// migrations/. If they are not, the difference shows which column is missing on which side.
#include <memory>
#include <set>
#include <string>
#include <type_traits>

#include <catch2/catch.hpp>

#include "storage/row_fields.hpp"

#include "worlds.hpp"

using namespace callbackd;
using namespace callbackd::test;

namespace {

// Collects the columns of a row as text: one line `name type` for each.
class ColumnTypes {
 public:
  template <typename Value>
  void field(char const* name, Value const& value) {
    text_.append(name).append(" ").append(type_of(value)).append("\n");
  }
  std::string take() { return std::move(text_); }

 private:
  template <typename Value>
  static char const* type_of(std::optional<Value> const&) {
    return type_of(Value{});
  }
  static char const* type_of(bool) { return "boolean"; }
  static char const* type_of(int) { return "integer"; }
  static char const* type_of(std::uint32_t) { return "integer"; }
  static char const* type_of(std::int64_t) { return "bigint"; }
  static char const* type_of(std::string_view) { return "text"; }
  static char const* type_of(storage::OrNull) { return "text"; }
  static char const* type_of(storage::Json) { return "jsonb"; }
  static char const* type_of(storage::JsonAsWritten) { return "json"; }
  static char const* type_of(base::Uuid const&) { return "uuid"; }
  static char const* type_of(base::Instant) { return "timestamp with time zone"; }

  std::string text_;
};

template <typename Row>
std::string written_columns() {
  Row row;
  if constexpr (std::is_same_v<Row, core::NewDetails>) {
    row.details = std::make_shared<core::CallbackDetails>();
  }
  ColumnTypes types;
  storage::write_fields(types, row);
  return types.take();
}

std::string stored_columns(PostgresWorld& world, std::string const& type_or_table) {
  return world.look(
      "SELECT string_agg(attname || ' ' || format_type(atttypid, atttypmod) || chr(10), '' "
      "ORDER BY attnum) FROM pg_attribute WHERE attrelid = '" +
      type_or_table + "'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''");
}

template <typename Row>
void check_type(PostgresWorld& world) {
  CAPTURE(storage::kTypeName<Row>);
  CHECK(written_columns<Row>() == stored_columns(world, storage::kTypeName<Row>));
}

// Checks a table into which whole rows are inserted. Its columns must have the same order as the
// columns of its row type in PostgreSQL.
template <typename Row>
void check_table(PostgresWorld& world, std::string const& table) {
  check_type<Row>(world);
  CAPTURE(table);
  CHECK(written_columns<Row>() == stored_columns(world, table));
}

}  // namespace

TEST_CASE("types and tables of the schema have the columns that the program writes") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  check_table<core::CallbackRow>(world, "callback");
  check_type<core::NewDetails>(world);
  check_type<core::DetailsChange>(world);
  check_table<core::EventRow>(world, "callback_event");
  check_table<core::OfferRow>(world, "offer");
  check_table<core::InteractionRow>(world, "interaction");
  check_table<core::AttemptRow>(world, "call_attempt");
  check_table<core::PartyRow>(world, "call_party");
  check_table<core::NoteRow>(world, "note");
  check_table<core::ExclusionRow>(world, "exclusion");
  check_table<core::AgentRow>(world, "agent_state");
  check_table<engine::IdempotencyRow>(world, "idempotency");
  check_table<engine::RememberedAnswer>(world, "request_memory");
  check_type<core::DefinitionRow>(world);
}

TEST_CASE("every column that may change in a callback is in the UPDATE of journal_callbacks") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  auto const function = world.look(
      "SELECT prosrc FROM pg_proc WHERE proname = 'journal_callbacks' "
      "AND pronamespace = current_schema()::regnamespace");
  core::CallbackRow const row;
  core::each_changing_column(
      [&](core::Column column, auto const&) {
        auto const name = std::string{column.name};
        CAPTURE(name);
        CHECK(function.find(' ' + name + " = u." + name) != std::string::npos);
      },
      row);
}

TEST_CASE("no two columns of a row have the same name") {
  core::CallbackRow const row;
  std::set<std::string> all, changing;
  std::size_t count = 0;
  core::each_callback_column(
      [&](core::Column column, auto const&) {
        all.insert(column.name);
        ++count;
      },
      row);
  CHECK(all.size() == count);
  core::each_changing_column(
      [&](core::Column column, auto const&) {
        CHECK(all.contains(column.name));
        CHECK(changing.insert(column.name).second);
      },
      row);
}
