// Tests what every journal must do. The same cases run with the journal in memory and with the
// journal in PostgreSQL.
#include "records.hpp"

using namespace callbackd;
using namespace callbackd::test;
using core::CallbackState;
using engine::CommitStatus;
using namespace std::chrono_literals;

TEMPLATE_TEST_CASE("the committed state is read back by the next server", "[conformance]",
                   MemoryWorld, PostgresWorld) {
  if (!TestType::available()) return;
  TestType world;
  auto server = world.start();
  REQUIRE(server.recovered.state.callbacks.empty());
  REQUIRE(server.recovered.site != nullptr);
  auto batch = batch_after(server.recovered.journal_seq);
  auto row = queued_callback(1);
  row.routing_values = {{"attributes.topic", "billing"}, {"contact.locale", "it's \"here\" \\ ü"}};
  row.required_skills = {{"billing", 5}, {"english", 8}};
  post(batch, row);
  REQUIRE(server.commit(batch).status == CommitStatus::kCommitted);

  auto const again = world.start().recovered;
  REQUIRE(again.journal_seq == batch.journal_seq);
  REQUIRE(again.last_serial == batch.last_serial);
  REQUIRE(again.last_committed_at == batch.at);
  REQUIRE(again.state.callbacks.size() == 1);
  auto const& [read, phone] = again.state.callbacks[0];
  CHECK(phone.number == base::PhoneNumber{12'025'550'123});
  CHECK(phone.number_class == TestType::classify(phone.number));
  CHECK(read.queued_since == row.queued_since);
  CHECK(read.routing_values == row.routing_values);
  CHECK(read.required_skills == row.required_skills);
}

TEMPLATE_TEST_CASE("an empty batch is a heartbeat and counts", "[conformance]", MemoryWorld,
                   PostgresWorld) {
  if (!TestType::available()) return;
  TestType world;
  auto server = world.start();
  REQUIRE(server.commit(batch_after(0)).status == CommitStatus::kCommitted);
  REQUIRE(server.commit(batch_after(1)).status == CommitStatus::kCommitted);
  REQUIRE(world.start().recovered.journal_seq == 2);
}

TEMPLATE_TEST_CASE("a batch that does not follow the last one is refused", "[conformance]",
                   MemoryWorld, PostgresWorld) {
  if (!TestType::available()) return;
  TestType world;
  auto server = world.start();
  CHECK(server.commit(batch_after(1)).status == CommitStatus::kBroken);
  REQUIRE(server.commit(batch_after(0)).status == CommitStatus::kCommitted);
  CHECK(server.commit(batch_after(0)).status == CommitStatus::kBroken);
  CHECK(world.start().recovered.journal_seq == 1);
}

TEMPLATE_TEST_CASE("a server whose cell was taken over is fenced", "[conformance]", MemoryWorld,
                   PostgresWorld) {
  if (!TestType::available()) return;
  TestType world;
  auto old_server = world.start();
  auto new_server = world.start();
  auto batch = batch_after(0);
  post(batch, queued_callback(1));
  CHECK(old_server.commit(batch).status == CommitStatus::kFenced);
  REQUIRE(new_server.commit(batch_after(0)).status == CommitStatus::kCommitted);
  CHECK(world.start().recovered.state.callbacks.empty());
}

TEMPLATE_TEST_CASE("a change of a callback that is not there is refused whole", "[conformance]",
                   MemoryWorld, PostgresWorld) {
  if (!TestType::available()) return;
  TestType world;
  auto server = world.start();
  auto batch = batch_after(0);
  post(batch, queued_callback(1));
  batch.records.put(queued_callback(2));
  CHECK(server.commit(batch).status == CommitStatus::kBroken);
  CHECK(world.start().recovered.state.callbacks.empty());
}

TEMPLATE_TEST_CASE("the details that are wanted are those after the batch", "[conformance]",
                   MemoryWorld, PostgresWorld) {
  if (!TestType::available()) return;
  TestType world;
  auto server = world.start();
  auto batch = batch_after(0);
  auto one = queued_callback(1);
  auto const two = queued_callback(2);
  post(batch, one, person(12'025'550'123, R"({"page": "/pricing", "topic": "billing"})"));
  post(batch, two, person(12'025'550'123));
  batch.wanted = {one.id, two.id, callback_number(9)};
  auto committed = server.commit(batch);
  REQUIRE(committed.details.size() == 2);
  CHECK(committed.details.at(one.id)->name == "Ada Lovelace");
  CHECK(committed.details.at(one.id)->created_at == at_second(1));
  CHECK(committed.details.at(one.id)->extension == "12");
  auto const contact = committed.details.at(one.id)->contact_id;
  CHECK_FALSE(contact.empty());
  CHECK(contact == committed.details.at(two.id)->contact_id);  // found by its number

  batch = batch_after(1);
  one.person_version = 3;
  batch.records.put(one);
  batch.records.add(
      core::DetailsChange{one.id, 2, {}, R"({"topic": null, "n": [1, {"a": 2}]})", {}, ""});
  batch.records.add(core::DetailsChange{one.id,
                                        3,
                                        base::PhoneNumber{442079460123},
                                        {},
                                        core::RequestedTime{"2027-04-01T10:00", "", "UTC"},
                                        "77"});
  batch.wanted = {one.id};
  committed = server.commit(batch);
  REQUIRE(committed.status == CommitStatus::kCommitted);
  auto const& details = *committed.details.at(one.id);
  CHECK(details.attributes_json == R"({"n":[1, {"a": 2}],"page":"/pricing"})");
  CHECK(details.phone == base::PhoneNumber{442079460123});
  CHECK(details.extension == "77");
  CHECK(details.contact_id != contact);
  CHECK(details.when.time_zone == "UTC");
  CHECK(details.email == "ada@example.org");
}

TEMPLATE_TEST_CASE("a final callback is read back only while its interaction is open",
                   "[conformance]", MemoryWorld, PostgresWorld) {
  if (!TestType::available()) return;
  TestType world;
  auto server = world.start();
  auto batch = batch_after(0);
  auto row = queued_callback(1);
  row.state = CallbackState::kCancelled;
  row.agent = "alice";
  row.interaction_number = 1;
  post(batch, row);
  core::InteractionRow interaction{{row.id, 1}, "alice", "sales", at_second(2), {}, {}, 1};
  batch.records.put(interaction);
  REQUIRE(server.commit(batch).status == CommitStatus::kCommitted);
  auto recovered = world.start().recovered;
  REQUIRE(recovered.state.callbacks.size() == 1);
  REQUIRE(recovered.state.open_interactions.size() == 1);
  CHECK(recovered.details.contains(row.id));

  auto next = world.start();
  batch = batch_after(1);
  row.agent.clear();
  batch.records.put(row);
  interaction.closed_at = at_second(3);
  interaction.outcome = core::InteractionOutcome::kCancelled;
  batch.records.put(interaction);
  REQUIRE(next.commit(batch).status == CommitStatus::kCommitted);
  recovered = world.start().recovered;
  CHECK(recovered.state.callbacks.empty());
  CHECK(recovered.state.open_interactions.empty());
}

TEMPLATE_TEST_CASE("a closed offer and cleared exclusions are not read back", "[conformance]",
                   MemoryWorld, PostgresWorld) {
  if (!TestType::available()) return;
  TestType world;
  auto server = world.start();
  auto batch = batch_after(0);
  auto row = queued_callback(1);
  row.state = CallbackState::kOffered;
  row.agent = "alice";
  row.offer_number = 1;
  post(batch, row);
  core::OfferRow offer{{row.id, 1}, "alice", "sales", at_second(2), at_second(22), {}, {}, 1, {}};
  offer.why = {
      2,
      {{core::ExclusionReason::kSkill, 1, "billing", 5}, {core::ExclusionReason::kBusy, 3, "", 0}},
      core::ChosenBy::kLongestIdle};
  batch.records.put(offer);
  batch.records.put(core::ExclusionRow{row.id, "bob", at_second(900)});
  batch.records.put(core::ExclusionRow{row.id, "eve", at_second(0)});  // over by then
  REQUIRE(server.commit(batch).status == CommitStatus::kCommitted);
  auto state = world.start().recovered.state;
  REQUIRE(state.open_offers.size() == 1);
  REQUIRE(state.open_offers[0].why.excluded.size() == 2);
  CHECK(state.open_offers[0].why.excluded[0].skill == "billing");
  CHECK(state.open_offers[0].why.chosen_by == core::ChosenBy::kLongestIdle);
  REQUIRE(state.exclusions.size() == 1);
  CHECK(state.exclusions[0].agent == "bob");

  auto next = world.start();
  batch = batch_after(1);
  offer.closed_at = at_second(3);
  offer.outcome = core::OfferOutcome::kRejected;
  batch.records.put(offer);
  row.state = CallbackState::kQueued;
  row.agent.clear();
  batch.records.put(row);
  batch.records.clear_exclusions(row.id);
  batch.records.put(core::ExclusionRow{row.id, "carol", at_second(900)});
  REQUIRE(next.commit(batch).status == CommitStatus::kCommitted);
  state = world.start().recovered.state;
  CHECK(state.open_offers.empty());
  REQUIRE(state.exclusions.size() == 1);
  CHECK(state.exclusions[0].agent == "carol");
}

TEMPLATE_TEST_CASE("first answers are remembered for five minutes", "[conformance]", MemoryWorld,
                   PostgresWorld) {
  if (!TestType::available()) return;
  TestType world;
  auto server = world.start();
  auto batch = batch_after(0);
  batch.remembered.push_back({"alice", "r1", {1, 2}, R"({"a":1})", batch.at});
  batch.remembered.push_back({"alice", "old", {1, 2}, "{}", batch.at - std::chrono::minutes{5}});
  REQUIRE(server.commit(batch).status == CommitStatus::kCommitted);
  auto remembered = world.start().recovered.remembered;
  REQUIRE(remembered.size() == 1);
  CHECK(remembered[0].answer_json == R"({"a":1})");
  CHECK(remembered[0].request_hash == base::Uuid{1, 2});
}

TEMPLATE_TEST_CASE("a key or request_id that comes again after its time replaces the old one",
                   "[conformance]", MemoryWorld, PostgresWorld) {
  if (!TestType::available()) return;
  TestType world;
  auto server = world.start();
  for (std::uint64_t round = 0; round < 2; ++round) {
    auto batch = batch_after(round);
    batch.idempotency.push_back({"www", {7, 7}, {round, 1}, callback_number(round), batch.at});
    batch.remembered.push_back({"alice", "r1", {round, 1}, std::to_string(round), batch.at});
    REQUIRE(server.commit(batch).status == CommitStatus::kCommitted);
  }
  auto const remembered = world.start().recovered.remembered;
  REQUIRE(remembered.size() == 1);
  CHECK(remembered[0].answer_json == "1");
}

TEMPLATE_TEST_CASE("a proposed definition is told until it is decided", "[conformance]",
                   MemoryWorld, PostgresWorld) {
  if (!TestType::available()) return;
  TestType world;
  auto server = world.start();
  CHECK(server.commit(batch_after(0)).proposed_definition == 0);
  world.propose();
  auto const version = world.propose();
  CHECK(server.commit(batch_after(1)).proposed_definition == version);
  auto batch = batch_after(2);
  batch.records.add(core::DefinitionRow{version, true, ""});
  CHECK(server.commit(batch).proposed_definition == 0);
}

TEMPLATE_TEST_CASE("a definition that nobody decided is told after the next start", "[conformance]",
                   MemoryWorld, PostgresWorld) {
  if (!TestType::available()) return;
  TestType world;
  world.start();
  auto const version = world.propose();
  auto server = world.start();
  CHECK(server.recovered.site->version == 1);
  CHECK(server.commit(batch_after(0)).proposed_definition == version);
}

TEMPLATE_TEST_CASE("the posts of the last day are read back, whatever became of them",
                   "[conformance]", MemoryWorld, PostgresWorld) {
  if (!TestType::available()) return;
  TestType world;
  auto server = world.start();
  auto const now = at_second(200'000);
  std::uint64_t seq = server.recovered.journal_seq;
  std::uint64_t number = 0;
  auto const commit = [&](engine::Batch batch) {
    batch.journal_seq = ++seq;
    batch.at = now;
    batch.last_serial = base::Serial{number};
    REQUIRE(server.commit(std::move(batch)).status == CommitStatus::kCommitted);
  };
  std::vector<core::CallbackRow> rows;
  for (auto const age : {25h, 23h, 1h, 0h}) {
    engine::Batch batch;
    auto row = queued_callback(++number);
    row.created_at = now - age;
    row.publishable = number % 2 == 0;
    row.id = {base::make_uuid7(row.created_at, number, number)};
    post(batch, row, person(number));
    commit(std::move(batch));
    rows.push_back(row);
  }
  engine::Batch changes;
  rows[1].state = CallbackState::kCancelled;
  rows[2].person_version = 2;
  changes.records.put(rows[1]);
  changes.records.put(rows[2]);
  core::DetailsChange other;
  other.callback = rows[2].id;
  other.version = 2;
  other.phone = base::PhoneNumber{99};
  changes.records.add(std::move(other));
  commit(std::move(changes));

  auto const posts = world.start().recovered.state.recent_posts;
  REQUIRE(posts.size() == 3);
  for (std::size_t i = 0; i < posts.size(); ++i) {
    CHECK(posts[i].site == "www");
    CHECK(posts[i].phone == base::PhoneNumber{i + 2});
    CHECK(posts[i].at == rows[i + 1].created_at);
    CHECK(posts[i].publishable == (i % 2 == 0));
  }
}

TEMPLATE_TEST_CASE(
    "the last agent of each number, and the numbers dialled in the last day, are read back",
    "[conformance]", MemoryWorld, PostgresWorld) {
  if (!TestType::available()) return;
  TestType world;
  auto server = world.start();
  auto const now = at_second(200'000);
  engine::Batch batch = batch_after(server.recovered.journal_seq);
  batch.at = now;
  auto row = queued_callback(1);
  row.state = CallbackState::kCompleted;
  row.interaction_number = 3;
  row.attempt_number = 4;
  post(batch, row, person(100));
  auto const interaction = [&](std::uint32_t number, base::Duration ago,
                               std::optional<core::InteractionOutcome> outcome) {
    auto const closed = outcome ? std::optional{now - ago + 1min} : std::nullopt;
    batch.records.put(core::InteractionRow{{row.id, number},
                                           "agent" + std::to_string(number),
                                           "sales",
                                           now - ago,
                                           closed,
                                           outcome,
                                           1});
  };
  interaction(1, 30h, core::InteractionOutcome::kReleased);
  interaction(2, 20h, core::InteractionOutcome::kRescheduled);
  interaction(3, 10h, core::InteractionOutcome::kCompleted);
  auto const attempt = [&](std::uint32_t number, std::uint64_t digits, base::Duration ago) {
    core::AttemptRow call;
    call.id = {row.id, number};
    call.interaction_number = number > 2 ? 2 : 1;
    call.phone = {digits};
    call.started_at = now - ago;
    return call;
  };
  auto old = attempt(1, 100, 30h);
  old.answered_at = old.started_at + 5s;
  old.ended_at = old.started_at + 9s;
  old.outcome = core::AttemptOutcome::kAnswered;
  old.contact_dialled = true;
  auto stayed = attempt(2, 100, 23h);
  stayed.ended_at = stayed.started_at + 1s;
  stayed.outcome = core::AttemptOutcome::kCancelled;
  stayed.contact_dialled = false;
  auto other = old;
  other.id.number = 3;
  other.interaction_number = 2;
  other.phone = {200};
  other.started_at = now - 20h;
  other.answered_at = now - 20h + 5s;
  for (auto const& call : {old, stayed, other, attempt(4, 100, 1h)}) batch.records.put(call);
  REQUIRE(server.commit(std::move(batch)).status == CommitStatus::kCommitted);

  auto const state = world.start().recovered.state;
  REQUIRE(state.recent_talks.size() == 3);
  CHECK(state.recent_talks[0].agent == "agent1");
  CHECK(state.recent_talks[0].at == *old.answered_at);
  CHECK(state.recent_talks[1].agent == "agent2");
  CHECK(state.recent_talks[1].phone == base::PhoneNumber{200});
  CHECK(state.recent_talks[2].agent == "agent3");  // marked done
  CHECK(state.recent_talks[2].phone == base::PhoneNumber{100});
  REQUIRE(state.recent_calls.size() == 2);
  CHECK(state.recent_calls[0].phone == base::PhoneNumber{200});
  CHECK(state.recent_calls[1].started_at == now - 1h);
}

TEMPLATE_TEST_CASE(
    "agents' rings of the last hour, and the agents who asked for them, are read back",
    "[conformance]", MemoryWorld, PostgresWorld) {
  if (!TestType::available()) return;
  TestType world;
  auto server = world.start();
  auto const now = at_second(200'000);
  engine::Batch batch = batch_after(server.recovered.journal_seq);
  batch.at = now;
  auto row = queued_callback(1);
  row.state = CallbackState::kCompleted;
  row.interaction_number = 1;
  row.attempt_number = 2;
  post(batch, row, person(100));
  batch.records.put(core::InteractionRow{{row.id, 1},
                                         "agent1",
                                         "sales",
                                         now - 3h,
                                         now - 1min,
                                         core::InteractionOutcome::kCompleted,
                                         1});
  for (auto const& [number, ago] : {std::pair{1U, 2h + 0min}, std::pair{2U, 0h + 50min}}) {
    core::AttemptRow call;
    call.id = {row.id, number};
    call.interaction_number = 1;
    call.phone = {100};
    call.started_at = now - ago;
    call.ended_at = now - ago + 1min;
    call.outcome = core::AttemptOutcome::kAnswered;
    batch.records.put(call);
  }
  auto const party = [&](std::uint16_t leg, core::PartyRole role, std::string agent,
                         base::Duration ago) {
    core::PartyRow asked;
    asked.attempt = {row.id, 2};
    asked.leg = core::LegNumber{leg};
    asked.role = role;
    if (agent.empty()) asked.phone = {200};
    asked.agent = std::move(agent);
    asked.asked_at = now - ago;
    asked.ended_at = now - ago + 1s;
    asked.outcome = "left";
    batch.records.put(asked);
  };
  party(2, core::PartyRole::kMember, "agent2", 40min);
  party(3, core::PartyRole::kMember, "", 35min);  // a number: no agent's phone
  party(4, core::PartyRole::kOwner, "agent3", 30min);
  REQUIRE(server.commit(std::move(batch)).status == CommitStatus::kCommitted);

  auto const phones = world.start().recovered.state.recent_agent_rings;
  REQUIRE(phones.size() == 3);
  CHECK(phones[0].agent == "agent1");
  CHECK(phones[0].at == now - 50min);
  CHECK(phones[0].asked_by.empty());
  CHECK(phones[1].agent == "agent2");
  CHECK(phones[1].asked_by == "agent1");
  CHECK(phones[2].agent == "agent3");
  CHECK(phones[2].asked_by.empty());
}
