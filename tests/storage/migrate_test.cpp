#include <thread>

#include "worlds.hpp"

using namespace callbackd;
using namespace callbackd::test;

namespace {

constexpr char kOneMore[] = "CREATE OR REPLACE FUNCTION one_more(n integer) RETURNS ";

// Returns the program's own stored functions and one more function, `one_more`. `rest` is the end
// of the definition of `one_more`: its return type and all that follows.
std::vector<storage::FunctionFile> functions_with(std::string const& rest) {
  auto functions = storage::embedded_functions();
  functions.push_back({"one_more.sql", kOneMore + rest, rest});
  return functions;
}

storage::Result<std::vector<std::string>> migrate_with(PostgresWorld& world,
                                                       std::string const& rest) {
  return storage::migrate(world.location, at_second(1), {.functions = functions_with(rest)});
}

void hold_the_cell(PostgresWorld& world) {
  world.look(
      "UPDATE cell SET instance = 'one', host = 'a', lease_until = clock_timestamp() + '1 hour'");
}

constexpr char kPlusOne[] = "integer LANGUAGE sql AS 'SELECT n + 1'";
constexpr char kPlusTwo[] = "integer LANGUAGE sql AS 'SELECT n + 2'";
constexpr char kAsText[] = "text LANGUAGE sql AS 'SELECT n::text'";

}  // namespace

TEST_CASE("a fresh schema gets every migration and a migrated one none") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;  // migrates
  CHECK(world.look("SELECT count(*) FROM migration") ==
        std::to_string(storage::embedded_migrations().size()));
  CHECK(storage::migrate(world.location, at_second(1)).value().empty());
  CHECK(world.look("SELECT count(*) FROM callback") == "0");
}

TEST_CASE("an applied migration whose text changed is refused") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  auto changed = storage::embedded_migrations();
  changed[0].sql += " ";
  auto const migrated = storage::migrate(world.location, at_second(1), {.migrations = changed});
  REQUIRE(migrated.has_error());
  CHECK(migrated.error().what.find(changed[0].name) != std::string::npos);
}

TEST_CASE("a schema that is newer than the program is refused") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  auto more = storage::embedded_migrations();
  more.push_back({"9999_later.sql", "CREATE TABLE later ()"});
  CHECK(storage::migrate(world.location, at_second(1), {.migrations = more}).value() ==
        std::vector<std::string>{"9999_later.sql"});
  CHECK(storage::migrate(world.location, at_second(1)).has_error());
  CHECK(storage::take_cell_and_load(world.cell_options("one"), parse_definition, {}).has_error());
}

TEST_CASE("a migration that fails leaves nothing behind") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  auto more = storage::embedded_migrations();
  more.push_back({"9999_later.sql", "CREATE TABLE later (); SELECT 1 / 0"});
  CHECK(storage::migrate(world.location, at_second(1), {.migrations = more}).has_error());
  CHECK(world.look("SELECT to_regclass('later') IS NULL") == "t");
  CHECK(storage::migrate(world.location, at_second(1)).value().empty());
}

TEST_CASE("a migration that needs every server stopped is refused while one holds the cell") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  auto more = storage::embedded_migrations();
  more.push_back({"9999_later.sql",
                  std::string{storage::kNeedsStop} + ": it drops a table\nCREATE TABLE later ()"});
  hold_the_cell(world);
  auto const refused = storage::migrate(world.location, at_second(1), {.migrations = more});
  REQUIRE(refused.has_error());
  CHECK(refused.error().what ==
        "9999_later.sql needs every server of the cell to be stopped: one on a still runs");
  CHECK(world.look("SELECT to_regclass('later') IS NULL") == "t");
  world.look("UPDATE cell SET lease_until = clock_timestamp()");
  CHECK(storage::migrate(world.location, at_second(1), {.migrations = more}).has_value());
}

TEST_CASE("a migration does not wait long for a table that somebody reads") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  auto more = storage::embedded_migrations();
  more.push_back({"9999_later.sql", "ALTER TABLE callback ADD COLUMN later text"});
  storage::Connection reader{world.location, storage::Use::kLoad};
  pqxx::work reading{*reader};
  reading.exec("SELECT count(*) FROM callback");
  CHECK(storage::migrate(world.location, at_second(1), {.migrations = more}).has_error());
  reading.abort();
  CHECK(storage::migrate(world.location, at_second(1), {.migrations = more}).has_value());
}

TEST_CASE("two that migrate at once apply each migration once") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  storage::DatabaseLocation const location{world.location.url, world.location.schema + "_b"};
  std::atomic<std::size_t> applied = 0;
  std::atomic<int> failed = 0;
  {
    std::vector<std::jthread> threads;
    for (int number = 0; number < 4; ++number) {
      threads.emplace_back([&] {
        auto const migrated = storage::migrate(location, at_second(0));
        if (migrated)
          applied += migrated->size();
        else
          ++failed;
      });
    }
  }
  CHECK(failed == 0);
  CHECK(applied == storage::embedded_migrations().size() + storage::embedded_functions().size());
  world.look("DROP SCHEMA " + location.schema + " CASCADE");
}

TEST_CASE(
    "events of any time have a partition, and made ones take over what fell into the default") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;  // at_second(0) is in January 2027
  CHECK(world.look("SELECT to_regclass('callback_event_202702') IS NOT NULL") == "t");
  world.look(
      "INSERT INTO callback_event SELECT gen_random_uuid(), 1, '2030-05-05', 'created', NULL, "
      "'{}'");
  CHECK(world.look("SELECT count(*) FROM callback_event_default") == "1");
  world.look("SELECT make_event_partitions('2030-05-20'), make_event_partitions('2030-05-20')");
  CHECK(world.look("SELECT count(*) FROM callback_event_default") == "0");
  CHECK(world.look("SELECT count(*) FROM callback_event_203005") == "1");
}

TEST_CASE("the schema's functions are those of the files, each named after its function") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  std::string names;
  for (auto const& file : storage::embedded_functions()) {
    names += (names.empty() ? "" : " ") + file.name.substr(0, file.name.find('.'));
  }
  CHECK(world.look("SELECT string_agg(proname, ' ' ORDER BY proname COLLATE \"C\") FROM pg_proc "
                   "WHERE pronamespace = current_schema()::regnamespace") == names);
}

TEST_CASE("a function whose text changed is applied again, and stays the same function") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  CHECK(migrate_with(world, kPlusOne).value() ==
        std::vector<std::string>{"functions/one_more.sql"});
  CHECK(migrate_with(world, kPlusOne).value().empty());
  auto const id = world.look("SELECT 'one_more'::regproc::oid");
  hold_the_cell(world);  // a running server calls it meanwhile
  CHECK(migrate_with(world, kPlusTwo).has_value());
  CHECK(world.look("SELECT one_more(1)") == "3");
  CHECK(world.look("SELECT 'one_more'::regproc::oid") == id);
}

TEST_CASE("a function whose signature changed replaces the former one once no server runs") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  CHECK(migrate_with(world, kPlusOne).has_value());
  hold_the_cell(world);
  auto const refused = migrate_with(world, kAsText);
  REQUIRE(refused.has_error());
  CHECK(refused.error().what ==
        "a change of the function one_more(integer) needs every server of the cell to be stopped: "
        "one on a still runs");
  CHECK(world.look("SELECT one_more(1)") == "2");
  world.look("UPDATE cell SET lease_until = clock_timestamp()");
  CHECK(migrate_with(world, kAsText).has_value());
  CHECK(world.look("SELECT pg_typeof(one_more(1))") == "text");
}

TEST_CASE("a function that says so in its text needs every server stopped") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  CHECK(migrate_with(world, kPlusOne).has_value());
  hold_the_cell(world);
  auto const rest = kPlusTwo + ("\n" + std::string{storage::kNeedsStop}) + ": it adds another sum";
  CHECK(migrate_with(world, rest).has_error());
  world.look("UPDATE cell SET lease_until = clock_timestamp()");
  CHECK(migrate_with(world, rest).has_value());
}

TEST_CASE("a function that cannot be made leaves all of them as they were") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  CHECK(migrate_with(world, kPlusOne).has_value());
  CHECK(migrate_with(world, "integer LANGUAGE sql AS 'SELECT no_such'").has_error());
  CHECK(world.look("SELECT one_more(1)") == "2");
  CHECK(migrate_with(world, kPlusOne).value().empty());
}

TEST_CASE("no server starts on functions that are not its own") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  auto changed = storage::embedded_functions();
  changed[0].sql += "-- of another version\n";
  changed[0].checksum = "another";
  CHECK(storage::migrate(world.location, at_second(1), {.functions = changed}).has_value());
  auto const taken = storage::take_cell_and_load(world.cell_options("one"), parse_definition, {});
  REQUIRE(taken.has_error());
  CHECK(storage::migrate(world.location, at_second(1)).value() ==
        std::vector<std::string>{"functions/" + changed[0].name});
  CHECK(storage::take_cell_and_load(world.cell_options("one"), parse_definition, {}).has_value());
}

TEST_CASE("a program with functions of an older generation does not put its own back") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  auto const ours = storage::embedded_generation();
  storage::Wanted newer{.functions = functions_with(kPlusOne), .generation = ours + 1};
  CHECK(storage::migrate(world.location, at_second(1), newer).has_value());
  storage::Wanted const older{.functions = functions_with(kPlusTwo), .generation = ours};
  auto const refused = storage::migrate(world.location, at_second(1), older);
  REQUIRE(refused.has_error());
  CHECK(refused.error().what ==
        "the schema's stored functions are newer than this program: install the version of "
        "callbackd that made them");
  CHECK(world.look("SELECT one_more(1)") == "2");
  newer.functions = functions_with(kPlusTwo);
  CHECK(storage::migrate(world.location, at_second(1), newer).has_value());
  CHECK(world.look("SELECT one_more(1)") == "3");
}

TEST_CASE("a server tells functions of a newer generation from older ones") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  auto const refusal = [&](int generation) {
    world.look("UPDATE function_file SET checksum = 'another', generation = " +
               std::to_string(generation));
    auto const taken = storage::take_cell_and_load(world.cell_options("one"), parse_definition, {});
    REQUIRE(taken.has_error());
    return taken.error().what;
  };
  CHECK(refusal(storage::embedded_generation()).find("run `callbackd migrate`") !=
        std::string::npos);
  CHECK(refusal(storage::embedded_generation() + 1).find("newer than this program") !=
        std::string::npos);
}

TEST_CASE("a schema's name that is none is refused, and so is a URL") {
  CHECK(storage::migrate({"postgresql://localhost", "a; DROP"}, at_second(0)).has_error());
  CHECK(storage::migrate({"postgresql://localhost", "pg_x"}, at_second(0)).has_error());
  auto const secret = storage::migrate({"postgresql://u:secret@[", "a"}, at_second(0));
  REQUIRE(secret.has_error());
  CHECK(secret.error().what.find("secret") == std::string::npos);
}
