#include "storage/record_store.hpp"

#include "ask_records.hpp"
#include "records.hpp"

using namespace callbackd;
using namespace callbackd::test;

TEST_CASE("keys, users and tokens are found by what was put in") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  storage::RecordStore store{{world.location, 2, 10}};
  std::string const hash(32, '\xfe');
  auto const id =
      storage::add_site_key(world.location, {hash, "www", core::KeyKind::kSecret}, by_operator(0))
          .value();
  CHECK(id == "fefefefefefe");
  CHECK(answer_of(store, records::FindSiteKey{hash}).value()->kind == core::KeyKind::kSecret);
  CHECK(storage::list_site_keys(world.location).value().size() == 1);
  CHECK(storage::revoke_site_key(world.location, id, by_operator(1)).value());
  CHECK_FALSE(storage::revoke_site_key(world.location, id, by_operator(1)).value());
  CHECK_FALSE(answer_of(store, records::FindSiteKey{hash}).value());

  auto const token_of = [&](std::string login, std::string password) {
    return records::AddToken{hash, std::move(login), std::move(password), at_second(0),
                             at_second(9)};
  };
  records::User const eve{
      "eve", "Eve O'Neil", {core::Role::kAgent, core::Role::kAdmin}, "$argon2id$x"};
  REQUIRE(storage::put_user(world.location, eve, by_operator(0), counts_no_admins).has_value());
  CHECK(answer_of(store, records::FindUser{"eve"}).value()->roles == eve.roles);
  CHECK_FALSE(answer_of(store, token_of("nobody", "$argon2id$x")).value());
  // The stored password is not the one that was checked. So no token is added.
  CHECK_FALSE(answer_of(store, token_of("eve", "$argon2id$w")).value());
  CHECK(answer_of(store, token_of("eve", "$argon2id$x")).value());
  auto const good = [&](base::Instant now) {
    return answer_of(store, records::FindSessions{{hash, std::string(32, 'b')}, now}).value();
  };
  REQUIRE(good(at_second(8)).size() == 1);
  CHECK(good(at_second(8)).front().token == hash);
  CHECK(good(at_second(8)).front().login == "eve");
  CHECK(good(at_second(8)).front().roles == eve.roles);
  CHECK(good(at_second(9)).empty());
  CHECK(answer_of(store, records::FindToken{hash, at_second(8)}).value()->user.login == "eve");
  CHECK_FALSE(answer_of(store, records::FindToken{hash, at_second(9)}).value());
  REQUIRE(storage::put_user(world.location, eve, by_operator(1), counts_no_admins)
              .has_value());  // a new password ends sessions
  CHECK_FALSE(answer_of(store, records::RemoveToken{hash}).value());
  CHECK(storage::list_users(world.location).value().size() == 1);
  CHECK(storage::remove_user(world.location, "eve", by_operator(1), counts_no_admins).value());
}

TEST_CASE("of each login the latest sources are stored for thirty days, and go with their user") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  storage::RecordStore store{{world.location, 2, 10}};
  auto const remember = [&](std::string login, std::uint64_t source, int second) {
    return answer_of(store, records::RememberLoginSource{{login, {1, source}, at_second(second)}})
        .value();
  };
  auto const stored = [&](base::Instant now) {
    return answer_of(store, records::ListLoginSources{now}).value();
  };
  for (auto const* login : {"bob", "eve"}) {
    REQUIRE(storage::put_user(world.location, {login, login, {}, "$argon2id$x"}, by_operator(0),
                              counts_no_admins)
                .has_value());
  }
  CHECK_FALSE(remember("nobody", 1, 1));
  CHECK(remember("eve", 1, 1));
  CHECK(remember("bob", 1, 1));
  CHECK(remember("bob", 1, 500));  // again: the same row
  for (int each = 2; each <= 60; ++each) remember("bob", static_cast<std::uint64_t>(each), each);
  CHECK(stored(at_second(600)).size() == 1 + records::kSourcesOfLogin);
  CHECK(stored(at_second(600)).front().source == base::Uuid{1, 1});
  CHECK(stored(at_second(600)).front().at == at_second(500));
  CHECK(stored(at_second(400) + records::kLoginSourceTime).size() == 1);
  REQUIRE(storage::maintain(world.location, at_second(400) + records::kLoginSourceTime).value());
  CHECK(world.look("SELECT count(*) FROM login_source") == "1");
  REQUIRE(storage::put_user(world.location, {"bob", "Bob", {}, "$argon2id$y"}, by_operator(1),
                            counts_no_admins)
              .has_value());
  CHECK(world.look("SELECT count(*) FROM login_source") == "1");  // a new password: the same person
  REQUIRE(storage::remove_user(world.location, "bob", by_operator(1), counts_no_admins).value());
  CHECK(world.look("SELECT count(*) FROM login_source") == "0");
}

TEST_CASE("a callback's state, events and offers are read in any state") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  storage::RecordStore store{{world.location, 2, 10}};
  auto server = world.start();
  auto batch = batch_after(0);
  auto row = queued_callback(1);
  row.state = core::CallbackState::kCancelled;
  row.event_number = 3;
  post(batch, row);
  batch.records.add(core::EventRow{
      row.id, 2, batch.at, core::EventType::kOffered, "", {{"agent", std::string{"alice"}}}});
  batch.records.add(
      core::EventRow{row.id, 3, batch.at, core::EventType::kCancelled, "customer", {}});
  core::OfferRow offer{{row.id, 1}, "alice", "sales", at_second(2), at_second(22), at_second(3),
                       {},          1,       {}};
  offer.outcome = core::OfferOutcome::kRescinded;
  offer.why.excluded = {{core::ExclusionReason::kSkill, 2, "billing", 5}};
  batch.records.put(offer);
  batch.idempotency.push_back({"www", {1, 1}, {2, 2}, row.id, batch.at});
  REQUIRE(server.commit(batch).status == engine::CommitStatus::kCommitted);

  auto const view = answer_of(store, records::FindCallback{row.id}).value();
  REQUIRE(view);
  CHECK(view->state == core::CallbackState::kCancelled);
  CHECK(view->phone == base::PhoneNumber{12'025'550'123});
  CHECK(view->site == "www");
  CHECK_FALSE(answer_of(store, records::FindCallback{callback_number(5)}).value());

  auto page = answer_of(store, records::ListEvents{row.id, 0, 2}).value();
  REQUIRE(page.events_json.size() == 2);
  CHECK(page.next == 2U);
  CHECK(page.events_json[0].find(R"("at": "2027-01-15T08:00:01.000Z")") != std::string::npos);
  CHECK(page.events_json[0].find(R"("due_at": "2027-01-15T08:00:01.000Z")") != std::string::npos);
  page = answer_of(store, records::ListEvents{row.id, 2, 2}).value();
  REQUIRE(page.events_json.size() == 1);
  CHECK_FALSE(page.next);
  CHECK(page.events_json[0].find(R"("by": "customer")") != std::string::npos);

  auto const offers = answer_of(store, records::ListOffers{row.id}).value();
  REQUIRE(offers.size() == 1);
  CHECK(offers[0].outcome == core::OfferOutcome::kRescinded);
  CHECK(offers[0].why.excluded.at(0).required == 5);

  auto const ask = [&](base::Instant now) {
    return answer_of(store, records::FindIdempotency{"www", {1, 1}, std::nullopt, now}).value();
  };
  CHECK(ask(batch.at)->callback == row.id);
  auto const ask_former = [&](base::Uuid key, base::Uuid former) {
    return answer_of(store, records::FindIdempotency{"www", key, former, batch.at}).value();
  };
  CHECK(ask_former({9, 9}, {1, 1})->former);
  CHECK_FALSE(ask_former({1, 1}, {9, 9})->former);
  CHECK_FALSE(ask_former({9, 9}, {9, 8}));
  CHECK_FALSE(ask(batch.at + std::chrono::hours{24}));
  CHECK(storage::maintain(world.location, batch.at + std::chrono::hours{25}).value());
  CHECK(world.look("SELECT count(*) FROM idempotency") == "0");
}

TEST_CASE("the token of a final callback is made void once, a live one is the engine's") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  storage::RecordStore store{{world.location, 2, 10}};
  auto server = world.start();
  auto batch = batch_after(0);
  auto ended = queued_callback(1);
  ended.state = core::CallbackState::kCancelled;
  ended.ended_at = at_second(5);
  post(batch, ended);
  auto const waits = queued_callback(2);
  post(batch, waits);
  REQUIRE(server.commit(batch).status == engine::CommitStatus::kCommitted);
  auto const look = [&](base::CallbackId id) {
    return *answer_of(store, records::FindCallback{id}).value();
  };
  CHECK(look(ended.id).ended_at == at_second(5));
  CHECK_FALSE(look(waits.id).ended_at);
  for (int i = 0; i < 2; ++i) {
    for (auto const id : {ended.id, waits.id}) {
      CHECK(answer_of(store, records::VoidManageToken{id, "site:www", at_second(9)}).value());
    }
  }
  CHECK(look(ended.id).token_version == 2);
  CHECK(look(waits.id).token_version == 1);
  CHECK(world.look("SELECT count(*) FROM callback_event WHERE type = 'manage_token_voided' "
                   "AND number = 2 AND by = 'site:www' AND data ->> 'token_version' = '2'") == "1");
}

TEST_CASE("a contact is found by its id once its callback was shown") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  storage::RecordStore store{{world.location, 1, 10}};
  auto server = world.start();
  auto batch = batch_after(0);
  auto const row = queued_callback(1);
  post(batch, row);
  batch.wanted = {row.id};
  auto const committed = server.commit(batch);
  REQUIRE(committed.status == engine::CommitStatus::kCommitted);
  auto const id = base::uuid_from_text(committed.details.at(row.id)->contact_id).value();
  auto const contact = answer_of(store, records::FindContact{id}).value();
  REQUIRE(contact);
  CHECK(contact->phone == base::PhoneNumber{12'025'550'123});
  CHECK(contact->email == committed.details.at(row.id)->email);
  base::Uuid const other{id.high, id.low + 1};
  CHECK_FALSE(answer_of(store, records::FindContact{other}).value());
}

TEST_CASE("a definition is proposed, told undecided, adopted and exported") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  world.take();
  storage::RecordStore store{{world.location, 1, 10}};
  records::ProposeDefinition const proposal{
      R"({"b": 1,  "a": 2})", "eve", at_second(1), {}, {{"old", "new"}, {"a \"b\"", "new"}}};
  auto const version = answer_of(store, proposal).value();
  CHECK_FALSE(answer_of(store, records::FindDefinitionState{version}).value().decided);
  auto const stored = answer_of(store, records::FindDefinition{version}).value();
  REQUIRE(stored);
  CHECK(stored->json == R"({"b": 1,  "a": 2})");
  CHECK(stored->moves == proposal.moves);
  auto server = world.start();
  CHECK(server.recovered.site->version == 1);  // the core decides about the proposed one
  auto batch = batch_after(0);
  batch.records.definitions.push_back({version, true, {}});
  static_cast<void>(server.commit(batch));
  CHECK(answer_of(store, records::FindDefinitionState{version}).value().adopted);
  CHECK(storage::definition_in_force(world.location).value()->version == version);
}

TEST_CASE("moves that a proposal names go on with the next one until one is decided") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  world.take();
  storage::RecordStore store{{world.location, 1, 10}};
  using Moves = core::QueueMoves;
  auto const propose = [&](std::string const& queues, Moves moves) {
    records::ProposeDefinition const proposal{
        R"({"queues": [)" + queues + "]}", "eve", at_second(1), {}, std::move(moves)};
    return answer_of(store, proposal).value();
  };
  auto const moves_of = [&](std::int64_t version) {
    return answer_of(store, records::FindDefinition{version}).value()->moves;
  };
  std::string const b = R"({"name": "b"})";
  std::string const c = R"({"name": "c"})";
  propose(b + "," + c, {{"a", "b"}});
  CHECK(moves_of(propose(b + "," + c, {})) == Moves{{"a", "b"}});
  CHECK(storage::waiting_work(world.location).value().moves == Moves{{"a", "b"}});
  CHECK(moves_of(propose(c, {{"b", "c"}})) == Moves{{"a", "c"}, {"b", "c"}});
  auto const last = propose(c + R"(, {"name": "a"})", {});
  CHECK(moves_of(last) == Moves{{"b", "c"}});
  auto server = world.start();
  auto batch = batch_after(0);
  batch.records.definitions.push_back({last, true, {}});
  REQUIRE(server.commit(batch).why == std::string{});
  CHECK(moves_of(propose(c, {})).empty());
}

TEST_CASE("of definitions that are made from the same one only the first is stored") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  auto const in_force = world.take().recovered.site->version;
  storage::RecordStore store{{world.location, 1, 10}};
  auto const propose = [&](std::optional<std::int64_t> base) {
    records::ProposeDefinition const proposal{"{}", "eve", at_second(1), base};
    return answer_of(store, proposal).value();
  };
  auto const first = propose(in_force);
  REQUIRE(first > in_force);
  CHECK(propose(in_force) == 0);  // refused: `first` is based on the same and waits
  CHECK(propose(first) > first);
  auto const last = propose({});  // accepted: it names no base
  CHECK(last > first);
  CHECK(propose(first) == 0);
  CHECK(propose(last) > last);
}

TEST_CASE("a broken connection is made anew, a database that is away and a full queue are errors") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  storage::RecordStore store{{world.location, 1, 1}};
  REQUIRE(answer_of(store, records::FindUser{"eve"}).has_value());
  world.look(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%FROM site_user%' "
      "AND pid <> pg_backend_pid()");
  CHECK(answer_of(store, records::FindUser{"eve"}).has_value());

  storage::RecordStore away{{{"postgresql://127.0.0.1:1/none", "callbackd"}, 1, 10}};
  CHECK(answer_of(away, records::FindUser{"eve"}).has_error());

  storage::RecordStore full{{world.location, 1, 0}};
  CHECK(answer_of(full, records::FindUser{"eve"}).has_error());
}
