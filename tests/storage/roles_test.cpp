// Tests a database with two roles. One role owns the schema and migrates it. The server runs under
// the other role. That role may read and write only what serving needs, and may call the owner's
// functions for maintenance. It cannot change the schema.
#include "ask_records.hpp"
#include "storage/grants.hpp"
#include "storage/record_store.hpp"
#include "worlds.hpp"

using namespace callbackd;
using namespace callbackd::test;

namespace {

// Makes a schema that belongs to one role and is used by a server under another role. Both roles
// are dropped at the end.
class TwoRoles {
 public:
  TwoRoles() {
    runtime = world.location.schema + "_serve";
    owner = world.location.schema + "_owner";
    world.look("CREATE ROLE " + runtime + " LOGIN PASSWORD 'word'");
    world.look("CREATE ROLE " + owner + " LOGIN PASSWORD 'word'");
    // The schema that PostgresWorld made belongs to the superuser. It is dropped, and the owner
    // makes its own schema, as the runbook says.
    world.look("DROP SCHEMA " + world.location.schema + " CASCADE");
    world.look("DO $$ BEGIN EXECUTE format('GRANT CREATE, TEMPORARY ON DATABASE %I TO " + owner +
               "', current_database()); END $$");
    storage::Wanted wanted;
    wanted.runtime_role = runtime;
    for (int time = 0; time < 2; ++time) {  // twice is harmless
      auto const migrated = storage::migrate(as(owner), at_second(0), wanted);
      if (!migrated) FAIL(migrated.error().what);
    }
  }
  ~TwoRoles() {
    for (auto const& role : {runtime, owner}) {
      try {
        world.look("DROP OWNED BY " + role + " CASCADE");
        world.look("DROP ROLE " + role);
      } catch (std::exception const& e) {
        WARN(e.what());
      }
    }
  }

  storage::DatabaseLocation as(std::string const& role) const {
    auto const& url = world.location.url;  // postgresql://USER:PASSWORD@HOST…
    return {"postgresql://" + role + ":word" + url.substr(url.find('@')), world.location.schema};
  }
  // Runs the SQL under the role that serves. Returns an empty text if it succeeded, or else the
  // SQLSTATE of the error.
  std::string refusal(std::string const& sql) const {
    storage::Connection connection{as(runtime), storage::Use::kQuery};
    try {
      pqxx::work transaction{*connection};
      transaction.exec(sql);
      return {};
    } catch (pqxx::sql_error const& e) {
      return storage::state_of(e);
    }
  }
  std::string look(std::string const& sql) { return world.look(sql); }

  PostgresWorld world;
  std::string runtime, owner;
};

constexpr char kDenied[] = "42501";

}  // namespace

TEST_CASE("a change of month goes on under the role that serves") {
  if (!PostgresWorld::available()) return;
  TwoRoles roles;  // made in January 2027
  CHECK(roles.look("SELECT to_regclass('callback_event_202703') IS NULL") == "t");
  auto const february = at_second(40LL * 24 * 3600);
  auto const maintained = storage::maintain(roles.as(roles.runtime), february);
  CHECK((maintained.has_value() ? "" : maintained.error().what) == "");
  CHECK(roles.look("SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = "
                   "'callback_event_202703'::regclass") == roles.owner);
  CHECK(roles.refusal("INSERT INTO callback_event SELECT gen_random_uuid(), 1, '2027-03-05', "
                      "'created', NULL, '{}'") == "");
  CHECK(roles.refusal("SELECT count(*) FROM callback_event") == "");
}

TEST_CASE("the role that serves takes the cell and commits, and changes no schema") {
  if (!PostgresWorld::available()) return;
  TwoRoles roles;
  auto options = roles.world.cell_options("one");
  options.location = roles.as(roles.runtime);
  CHECK(storage::propose_definition(options.location, {"{}", "test", at_second(0)}, "",
                                    counts_no_admins)
            .has_value());
  auto const taken = storage::take_cell_and_load(options, parse_definition, {});
  CHECK((taken.has_value() ? "" : taken.error().what) == "");
  for (auto const* sql :
       {"CREATE TABLE mine ()", "ALTER TABLE callback ADD COLUMN mine text", "DROP TABLE note",
        "TRUNCATE callback", "DELETE FROM callback_event", "DELETE FROM callback_event_default",
        "UPDATE callback_event SET type = 'x'", "UPDATE migration SET checksum = ''",
        "DELETE FROM function_file", "DELETE FROM admin_act", "UPDATE admin_act SET by = 'x'",
        "CREATE OR REPLACE FUNCTION maintain(p_at timestamptz) RETURNS void LANGUAGE sql AS ''"}) {
    INFO(sql);
    CHECK(roles.refusal(sql) == kDenied);
  }
}

TEST_CASE("a role that may not use the schema is told so, and not that there is none") {
  if (!PostgresWorld::available()) return;
  TwoRoles roles;
  roles.look("REVOKE USAGE ON SCHEMA " + roles.world.location.schema + " FROM " + roles.runtime);
  storage::Connection connection{roles.as(roles.runtime), storage::Use::kQuery};
  pqxx::work transaction{*connection};
  auto const checked = storage::check_schema(transaction);
  REQUIRE_FALSE(checked.has_value());
  CHECK(checked.error().what == "the role " + roles.runtime + " has no right to use the schema " +
                                    roles.world.location.schema +
                                    ": name the role as runtime_role, and run `callbackd migrate` "
                                    "as the owner of the schema");
}

TEST_CASE(
    "the serving role notes acts, tells them, and looks at who may do what, with rows alone") {
  if (!PostgresWorld::available()) return;
  TwoRoles roles;
  CHECK(storage::put_user(roles.as(roles.runtime), {"eve", "Eve", {}, "x"}, by_operator(0),
                          counts_no_admins)
            .has_value());
  CHECK(roles.look("SELECT version > 1 FROM access_version") == "t");
  storage::RecordStore store{{roles.as(roles.runtime), 1, 10}};
  CHECK(answer_of(store, records::TakeAdminActs{}).value().size() == 1);
}

TEST_CASE("a function with the owner's rights has a fixed path and is for the serving role alone") {
  if (!PostgresWorld::available()) return;
  TwoRoles roles;
  auto const path = "search_path=" + roles.world.location.schema + ", pg_temp";
  CHECK(roles.look("SELECT string_agg(proname, ' ' ORDER BY proname) FROM pg_proc "
                   "WHERE pronamespace = current_schema()::regnamespace AND prosecdef") ==
        "maintain make_event_partitions");
  CHECK(roles.look("SELECT count(*) FROM pg_proc WHERE pronamespace = "
                   "current_schema()::regnamespace AND prosecdef AND array_to_string(proconfig, "
                   "';') IS DISTINCT FROM '" +
                   path + "'") == "0");
  auto const stranger = roles.world.location.schema + "_stranger";
  roles.look("CREATE ROLE " + stranger + " LOGIN PASSWORD 'word'");
  roles.look("GRANT USAGE ON SCHEMA " + roles.world.location.schema + " TO " + stranger);
  auto const refused = storage::maintain(roles.as(stranger), at_second(0));
  REQUIRE(refused.has_error());
  CHECK(refused.error().what.find("permission denied") != std::string::npos);
  roles.look("DROP OWNED BY " + stranger);
  roles.look("DROP ROLE " + stranger);
}
