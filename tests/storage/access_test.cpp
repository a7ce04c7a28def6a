// Tests changes of users, keys and tokens in the database. The server learns with its next commit
// that something has changed. At least one user always stays an admin.
#include "ask_records.hpp"
#include "records.hpp"
#include "storage/record_store.hpp"
#include "storage/row_values.hpp"

using namespace callbackd;
using namespace callbackd::test;

namespace {

using core::Role;

records::User user(std::string const& login, std::vector<Role> roles) {
  return {login, login, std::move(roles), "$argon2id$x"};
}

// Counts the admins in the table of users. Users whose login is in the definition's text are not
// counted.
std::size_t admins_not_named(std::vector<records::User> const& users,
                             std::string const& definition) {
  return static_cast<std::size_t>(
      std::count_if(users.begin(), users.end(), [&](records::User const& each) {
        return core::has_role(each.roles, Role::kAdmin) &&
               definition.find(each.login) == std::string::npos;
      }));
}

}  // namespace

TEST_CASE(
    "every change of users, keys and tokens is told with the next commit, and nothing else is") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  auto server = world.start();
  std::uint64_t batches = 0;
  auto const told = [&] { return server.commit(batch_after(batches++)).access_version; };
  auto const hash = std::string(32, '\x01');
  auto const as_hex = "'\\x" + storage::bytes_hex(hash) + "'";
  auto before = told();
  CHECK(before > 0);
  CHECK(told() == before);
  auto const raises = [&](std::string const& what) {
    world.look(what);
    auto const now = told();
    INFO(what);
    CHECK(now > before);
    before = now;
  };
  raises("INSERT INTO site_user VALUES ('eve', 'Eve', '{agent}', 'x', now())");
  world.look("INSERT INTO session_token VALUES (" + as_hex + ", 'eve', now(), now())");
  CHECK(told() == before);  // a new session token voids nothing that was looked up
  raises("UPDATE session_token SET expires_at = expires_at");
  raises("UPDATE site_user SET roles = '{admin}' WHERE login = 'eve'");
  raises("INSERT INTO site_key VALUES (" + as_hex + ", 'www', 'secret', now())");
  raises("UPDATE site_key SET revoked_at = now()");
  raises("DELETE FROM site_key");
  raises("DELETE FROM session_token");
  raises("DELETE FROM site_user");
  raises("TRUNCATE site_key CASCADE");
  // An operator can also insert a user by hand. It is possible that the search path of the
  // operator's session does not have our schema.
  raises("SET search_path = pg_catalog; INSERT INTO " + world.location.schema +
         ".site_user VALUES ('max', 'Max', '{agent}', 'x', now())");
  static_cast<void>(world.propose());
  REQUIRE(storage::maintain(world.location, at_second(0)).value());
  CHECK(told() == before);
}

TEST_CASE("a login has its latest tokens, so many, and no login makes anything be looked up anew") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  auto server = world.start();
  std::uint64_t batches = 0;
  auto const told = [&] { return server.commit(batch_after(batches++)).access_version; };
  storage::RecordStore store{{world.location, 2, 10}};
  for (auto const* login : {"eve", "max"}) {
    REQUIRE(storage::put_user(world.location, user(login, {Role::kAgent}), by_operator(0),
                              counts_no_admins)
                .has_value());
  }
  auto const before = told();
  using Ended = std::optional<std::vector<records::Hash>>;
  auto const add = [&](std::string const& login, int number) {
    auto const hash = std::string(30, login.front()) + static_cast<char>(number / 100) +
                      static_cast<char>(number % 100);
    records::AddToken const question{hash, login, "$argon2id$x", at_second(number),
                                     at_second(100'000)};
    return std::pair{hash, answer_of(store, question).value()};
  };
  std::vector<records::Hash> added;
  for (int number = 0; number < records::kTokensOfLogin; ++number) {
    auto const [hash, ended] = add("eve", number);
    added.push_back(hash);
    CHECK(ended == Ended{std::vector<records::Hash>{}});
  }
  static_cast<void>(add("max", 0));
  CHECK(add("eve", 1'000).second == Ended{{added[0]}});
  CHECK(add("eve", 1'001).second == Ended{{added[1]}});
  CHECK(add("eve", 1'001).second == Ended{std::vector<records::Hash>{}});  // asked again
  CHECK(told() == before);
  auto const known = answer_of(store, records::ListGoodHashes{at_second(0)}).value();
  CHECK(known.size() == static_cast<std::size_t>(records::kTokensOfLogin) + 1);
  CHECK(std::count(known.begin(), known.end(), added[1]) == 0);
  CHECK(std::count(known.begin(), known.end(), added[2]) == 1);
}

TEST_CASE("a user keeps name and roles that are not given, and a new one is an agent") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  auto const put = [&](std::string const& login, std::string name, std::vector<Role> roles) {
    return storage::put_user(world.location,
                             {login, std::move(name), std::move(roles), "$argon2id$x"},
                             by_operator(0), counts_no_admins)
        .value();
  };
  CHECK(put("eve", "", {}).roles == std::vector{Role::kAgent});
  CHECK(put("max", "Max", {Role::kSupervisor, Role::kAdmin}).name == "Max");
  auto const changed = put("max", "", {});
  CHECK(changed.name == "Max");
  CHECK(changed.roles == std::vector{Role::kSupervisor, Role::kAdmin});
  CHECK(put("max", "", {Role::kSupervisor}).roles == std::vector{Role::kSupervisor});
  auto const users = storage::list_users(world.location).value();
  REQUIRE(users.size() == 2);
  CHECK(users[0].name == "eve");
  CHECK(users[1].name == "Max");
}

TEST_CASE("two who change the same user at once wait for each other and never stop each other") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  storage::RecordStore store{{world.location, 4, 1'000}};
  REQUIRE(storage::put_user(world.location, user("eve", {Role::kAgent}), by_operator(0),
                            counts_no_admins)
              .has_value());
  std::vector<std::future<bool>> logins;
  for (int each = 0; each < 100; ++each) {
    auto answered = std::make_shared<std::promise<bool>>();
    logins.push_back(answered->get_future());
    auto const hash = std::string(31, 'a') + static_cast<char>(each);
    records::AddToken const question{hash, "eve", "$argon2id$x", at_second(0), at_second(9)};
    store.ask(question, [&, hash, answered](auto) {
      store.ask(records::RemoveToken{hash},
                [answered](auto done) { answered->set_value(done.has_value()); });
    });
  }
  for (int each = 0; each < 20; ++each) {
    auto const put = storage::put_user(world.location, user("eve", {Role::kAgent}), by_operator(0),
                                       counts_no_admins);
    CHECK((put ? "" : put.error().what) == "");
    if (each % 5 != 0) continue;
    auto const removed =
        storage::remove_user(world.location, "eve", by_operator(1), counts_no_admins);
    CHECK((removed ? "" : removed.error().what) == "");
  }
  for (auto& login : logins) CHECK(login.get());
}

TEST_CASE("the last admin stays one, whichever way the role would be taken") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  auto const put = [&](std::string const& login, std::vector<Role> roles) {
    auto const done = storage::put_user(world.location, user(login, std::move(roles)),
                                        by_operator(1), admins_not_named);
    return done ? std::string{} : done.error().what.substr(0, 10);
  };
  auto const remove = [&](std::string const& login) {
    auto const done = storage::remove_user(world.location, login, by_operator(1), admins_not_named);
    return done ? std::string{} : done.error().what.substr(0, 10);
  };
  auto const propose = [&](std::string const& definition) {
    auto const done = storage::propose_definition(
        world.location, {definition, "test", at_second(0)}, "", admins_not_named);
    return done ? std::string{} : done.error().what.substr(0, 10);
  };
  CHECK(put("bob", {Role::kAgent}) == "");  // before there is any admin
  CHECK(put("eve", {Role::kAdmin}) == "");
  CHECK(put("eve", {Role::kAgent}) == "last_admin");
  CHECK(remove("eve") == "last_admin");
  CHECK(propose(R"({"no admin": "eve"})") == "last_admin");
  CHECK(world.look("SELECT array_to_string(roles, ',') FROM site_user WHERE login = 'eve'") ==
        "admin");
  CHECK(put("max", {Role::kAdmin}) == "");
  CHECK(propose(R"({"no admin": "eve"})") == "");
  CHECK(remove("max") == "last_admin");  // the one who stays, once that is adopted
  CHECK(put("max", {Role::kSupervisor}) == "last_admin");
  CHECK(remove("eve") == "");
  CHECK(remove("bob") == "");
}

TEST_CASE("a definition is stored for an admin only who is one by then") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  storage::RecordStore store{{world.location, 1, 10}};
  records::ProposeDefinition proposal{"{}", "eve", at_second(1), {}};
  proposal.of_admin = true;
  auto const propose = [&] { return answer_of(store, proposal).value(); };
  CHECK(propose() == records::kNoAdmin);
  REQUIRE(storage::put_user(world.location, user("eve", {Role::kAdmin}), by_operator(0),
                            counts_no_admins)
              .has_value());
  CHECK(propose() > 0);
  REQUIRE(storage::put_user(world.location, user("eve", {Role::kSupervisor}), by_operator(0),
                            counts_no_admins)
              .has_value());
  CHECK(propose() == records::kNoAdmin);
}

TEST_CASE("every administrative act leaves exactly one row, whichever way it is done") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  auto server = world.start();
  storage::RecordStore store{{world.location, 1, 10}};
  auto const acts = [&] {
    std::string words;
    for (auto const& act : answer_of(store, records::TakeAdminActs{}).value()) {
      words += (words.empty() ? "" : " ") + act.act;
    }
    return words;
  };
  CHECK(acts() == "definition_adopted");  // the first one, at the start
  std::string const hash(32, '\xfe');
  REQUIRE(
      storage::add_site_key(world.location, {hash, "www", core::KeyKind::kSecret}, by_operator(0))
          .value() == "fefefefefefe");
  CHECK(world.look("SELECT by || ' ' || subject FROM admin_act WHERE act = 'key_issued'") ==
        "operator@here fefefefefefe");
  CHECK(acts() == "key_issued");
  CHECK(acts() == "");
  REQUIRE(storage::revoke_site_key(world.location, "fefefefefefe", by_operator(1)).value());
  CHECK(acts() == "key_revoked");
  REQUIRE_FALSE(storage::revoke_site_key(world.location, "fefefefefefe", by_operator(1)).value());
  CHECK(acts() == "");
  REQUIRE(storage::put_user(world.location, user("eve", {Role::kAdmin}), by_operator(1),
                            counts_no_admins)
              .has_value());
  CHECK(acts() == "user_added");
  REQUIRE(storage::put_user(world.location, user("eve", {Role::kAgent}), by_operator(1),
                            counts_no_admins)
              .has_value());
  CHECK(acts() == "user_changed");
  REQUIRE(storage::remove_user(world.location, "eve", by_operator(1), counts_no_admins).value());
  CHECK(acts() == "user_removed");
  world.look("INSERT INTO site_user VALUES ('max', 'Max', '{admin}', 'x', now())");
  CHECK(acts() == "user_added");
  CHECK(world.look("SELECT by = session_user FROM admin_act ORDER BY number DESC LIMIT 1") == "t");
  auto const version = world.propose(R"({"a": 1})");
  CHECK(acts() == "");  // proposed is not in force
  auto batch = batch_after(0);
  batch.records.definitions.push_back({version, true, {}});
  static_cast<void>(server.commit(std::move(batch)));
  CHECK(acts() == "definition_adopted");
  batch = batch_after(1);
  batch.records.definitions.push_back({world.propose("{}"), false, "no"});
  static_cast<void>(server.commit(std::move(batch)));
  CHECK(acts() == "");
}

TEST_CASE("a failed act leaves no row, and an act that is old and told goes") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  REQUIRE(storage::put_user(world.location, user("eve", {Role::kAdmin}), by_operator(1),
                            admins_not_named)
              .has_value());
  CHECK(storage::remove_user(world.location, "eve", by_operator(1), admins_not_named).has_error());
  CHECK(world.look("SELECT string_agg(act, ' ') FROM admin_act") == "user_added");
  world.look("UPDATE admin_act SET at = '2020-01-01'");
  REQUIRE(storage::maintain(world.location, at_second(0)).value());
  CHECK(world.look("SELECT count(*) FROM admin_act") == "1");  // it is not marked as told yet
  // This row is recent by the database's clock. So it stays, whatever time is passed to maintain().
  world.look("UPDATE admin_act SET told = true, at = clock_timestamp()");
  REQUIRE(storage::maintain(world.location, at_second(0) + std::chrono::hours{20'000}).value());
  CHECK(world.look("SELECT count(*) FROM admin_act") == "1");
  world.look("UPDATE admin_act SET at = '2020-01-01'");
  REQUIRE(storage::maintain(world.location, at_second(0)).value());
  CHECK(world.look("SELECT count(*) FROM admin_act") == "0");
}

TEST_CASE("of each key the latest networks are stored for thirty days, and go with their key") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  storage::RecordStore store{{world.location, 1, 10}};
  std::string const key(32, '\x01');
  auto const is_new = [&](std::uint64_t network, base::Instant at) {
    return answer_of(store, records::RememberKeyNetwork{key, {1, network}, at}).value();
  };
  REQUIRE(
      storage::add_site_key(world.location, {key, "www", core::KeyKind::kSecret}, by_operator(0))
          .has_value());
  CHECK(is_new(1, at_second(1)));
  CHECK_FALSE(is_new(1, at_second(2)));
  CHECK(is_new(2, at_second(2)));
  CHECK(is_new(1, at_second(2) + records::kKeyNetworkTime));
  for (std::uint64_t each = 3; each < records::kNetworksOfKey + 50; ++each) {
    is_new(each, at_second(static_cast<std::int64_t>(each)) + records::kKeyNetworkTime);
  }
  CHECK(world.look("SELECT count(*) FROM key_network") == std::to_string(records::kNetworksOfKey));
  REQUIRE(storage::maintain(world.location, at_second(9) + 3 * records::kKeyNetworkTime).value());
  CHECK(world.look("SELECT count(*) FROM key_network") == "0");
  CHECK(is_new(1, at_second(5)));
  world.look("DELETE FROM site_key");
  CHECK(world.look("SELECT count(*) FROM key_network") == "0");
}
