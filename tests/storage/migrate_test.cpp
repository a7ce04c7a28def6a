#include <thread>

#include "worlds.hpp"

using namespace callbackd;
using namespace callbackd::test;
using storage::Migration;

TEST_CASE("a fresh schema gets every migration and a migrated one none") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;  // migrates
  CHECK(world.look("SELECT count(*) FROM migration") ==
        std::to_string(storage::embedded_migrations().size()));
  CHECK(storage::migrate(world.place, at_second(1)).value().empty());
  CHECK(world.look("SELECT count(*) FROM callback") == "0");
}

TEST_CASE("an applied migration whose text changed is refused") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  auto changed = storage::embedded_migrations();
  changed[0].sql += " ";
  auto const migrated = storage::migrate(world.place, at_second(1), changed);
  REQUIRE(migrated.has_error());
  CHECK(migrated.error().what.find(changed[0].name) != std::string::npos);
}

TEST_CASE("a schema that is newer than the program is refused") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  auto more = storage::embedded_migrations();
  more.push_back({"9999_later.sql", "CREATE TABLE later ()"});
  CHECK(storage::migrate(world.place, at_second(1), more).value() ==
        std::vector<std::string>{"9999_later.sql"});
  CHECK(storage::migrate(world.place, at_second(1)).has_error());
  CHECK(storage::take_cell_and_load(world.cell_options("one"), parse_definition, {}).has_error());
}

TEST_CASE("a migration that fails leaves nothing behind") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  auto more = storage::embedded_migrations();
  more.push_back({"9999_later.sql", "CREATE TABLE later (); SELECT 1 / 0"});
  CHECK(storage::migrate(world.place, at_second(1), more).has_error());
  CHECK(world.look("SELECT to_regclass('later') IS NULL") == "t");
  CHECK(storage::migrate(world.place, at_second(1)).value().empty());
}

TEST_CASE("a migration that needs every server stopped is refused while one holds the cell") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  auto more = storage::embedded_migrations();
  more.push_back({"9999_later.sql",
                  std::string{storage::kNeedsStop} + ": it drops a table\nCREATE TABLE later ()"});
  world.look(
      "UPDATE cell SET instance = 'one', host = 'a', lease_until = clock_timestamp() + '1 hour'");
  auto const refused = storage::migrate(world.place, at_second(1), more);
  REQUIRE(refused.has_error());
  CHECK(refused.error().what ==
        "9999_later.sql needs every server of the cell stopped: one on a still runs");
  CHECK(world.look("SELECT to_regclass('later') IS NULL") == "t");
  world.look("UPDATE cell SET lease_until = clock_timestamp()");
  CHECK(storage::migrate(world.place, at_second(1), more).has_value());
}

TEST_CASE("a migration does not wait long for a table that somebody reads") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  auto more = storage::embedded_migrations();
  more.push_back({"9999_later.sql", "ALTER TABLE callback ADD COLUMN later text"});
  storage::Connection reader{world.place, storage::Use::kLoad};
  pqxx::work reading{*reader};
  reading.exec("SELECT count(*) FROM callback");
  CHECK(storage::migrate(world.place, at_second(1), more).has_error());
  reading.abort();
  CHECK(storage::migrate(world.place, at_second(1), more).has_value());
}

TEST_CASE("two that migrate at once apply each migration once") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  storage::Place const place{world.place.url, world.place.schema + "_b"};
  std::atomic<std::size_t> applied = 0;
  std::atomic<int> failed = 0;
  {
    std::vector<std::jthread> threads;
    for (int number = 0; number < 4; ++number) {
      threads.emplace_back([&] {
        auto const migrated = storage::migrate(place, at_second(0));
        if (migrated)
          applied += migrated->size();
        else
          ++failed;
      });
    }
  }
  CHECK(failed == 0);
  CHECK(applied == storage::embedded_migrations().size());
  world.look("DROP SCHEMA " + place.schema + " CASCADE");
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

TEST_CASE("a schema's name that is none is refused, and so is a URL") {
  CHECK(storage::migrate({"postgresql://localhost", "a; DROP"}, at_second(0)).has_error());
  CHECK(storage::migrate({"postgresql://localhost", "pg_x"}, at_second(0)).has_error());
  auto const secret = storage::migrate({"postgresql://u:secret@[", "a"}, at_second(0));
  REQUIRE(secret.has_error());
  CHECK(secret.error().what.find("secret") == std::string::npos);
}
