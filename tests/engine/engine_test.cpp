#include "engine/engine.hpp"

#include <catch2/catch.hpp>
#include <optional>

#include "engine/rig.hpp"
#include "support/log_kept.hpp"

namespace callbackd::engine {

using namespace test;

TEST_CASE("the engine is ready after its first commit") {
  Rig rig;
  CHECK(rig.ready);
}

TEST_CASE("nobody hears of a callback before its batch is committed") {
  Rig rig;
  std::optional<Reply> reply;
  rig.engine->post_callback(rig.post(1), std::nullopt, rig.keep(reply));
  rig.run();
  REQUIRE(rig.journal.in_flight());
  CHECK_FALSE(reply);
  rig.commit();
  REQUIRE(reply);
  CHECK(std::get<core::CallbackView>(reply->body).position == 1u);
}

TEST_CASE("a refusal that follows an uncommitted change waits for its commit") {
  Rig rig;
  std::optional<Reply> first;
  std::optional<Reply> duplicate;
  rig.engine->post_callback(rig.post(1), std::nullopt, rig.keep(first));
  auto again = rig.post(2);
  again.phone = rig.post(1).phone;
  rig.engine->post_callback(again, std::nullopt, rig.keep(duplicate));
  rig.run();
  CHECK_FALSE(duplicate);
  rig.commit();
  CHECK(reason_of(duplicate) == core::RefusalReason::kDuplicateCallback);
}

TEST_CASE("commands that come during a commit share the next one") {
  Rig rig;
  std::vector<std::optional<Reply>> replies(4);
  for (std::uint64_t number = 0; number < 4; ++number) {
    rig.engine->post_callback(rig.post(number + 1), std::nullopt, rig.keep(replies[number]));
    rig.run();
  }
  auto const before = rig.journal.batches.size();
  rig.commit();
  CHECK(replies[0]);
  CHECK_FALSE(replies[3]);
  CHECK(rig.journal.batches.size() == before + 1);
  CHECK(rig.journal.batches.back().records.callbacks.size() == 3);
  rig.commit();
  CHECK(replies[3]);
}

TEST_CASE("a read that follows nothing uncommitted costs no commit") {
  Rig rig;
  auto const before = rig.journal.batches.size();
  std::optional<Reply> reply;
  rig.engine->submit(core::EstimateQueue{"sales"}, rig.keep(reply));
  rig.run();
  CHECK(reply);
  CHECK(rig.journal.batches.size() == before);
}

TEST_CASE("batches are numbered by one and stamped with the last serial") {
  Rig rig;
  std::optional<Reply> reply;
  rig.engine->post_callback(rig.post(1), std::nullopt, rig.keep(reply));
  rig.commit();
  rig.engine->post_callback(rig.post(2), std::nullopt, rig.keep(reply));
  rig.commit();
  auto const& batches = rig.journal.batches;
  REQUIRE(batches.size() >= 2);
  CHECK(batches.back().journal_seq == batches[batches.size() - 2].journal_seq + 1);
  CHECK(batches.back().last_serial > batches[batches.size() - 2].last_serial);
}

TEST_CASE(
    "an Idempotency-Key in flight is in progress, then gives the same callback, another body is a "
    "mismatch") {
  Rig rig;
  std::optional<Reply> first;
  std::optional<Reply> during;
  rig.engine->post_callback(rig.post(1), key(7), rig.keep(first));
  rig.run();
  rig.engine->post_callback(rig.post(2), key(7), rig.keep(during));
  rig.commit();
  rig.run();
  CHECK(reason_of(during) == core::RefusalReason::kIdempotencyInProgress);
  std::optional<Reply> after;
  std::optional<Reply> other;
  rig.engine->post_callback(rig.post(3), key(7), rig.keep(after));
  rig.engine->post_callback(rig.post(4), key(8), rig.keep(other));
  rig.run();
  REQUIRE(after);
  CHECK(after->first_callback == rig.post(1).id);
  CHECK(std::get<core::CallbackView>(after->body).id == rig.post(1).id);
  CHECK(reason_of(other) == core::RefusalReason::kIdempotencyMismatch);
}

TEST_CASE("a repeated request_id gets the first answer, and another request under it is refused") {
  Rig rig;
  auto const alice = rig.open("alice", 1);
  AgentRequest request{alice, "alice", "r1", base::Uuid{5, 5}, 1};
  std::optional<Reply> first;
  std::optional<Reply> second;
  std::optional<Reply> reused;
  rig.engine->agent_request(request, core::SetAgentState{alice, true, ""}, rig.keep(first));
  rig.engine->agent_request(request, core::SetAgentState{alice, true, ""}, rig.keep(second));
  request.request_hash = base::Uuid{6, 6};
  rig.engine->agent_request(request, core::SetAgentState{alice, false, ""}, rig.keep(reused));
  rig.run();
  CHECK_FALSE(second);
  rig.commit();
  REQUIRE(second);
  CHECK(second->answer_json == "1");
  CHECK(rig.encoded == 1);
  CHECK(reason_of(reused) == core::RefusalReason::kInvalidFields);
  REQUIRE_FALSE(rig.journal.batches.back().remembered.empty());
}

TEST_CASE("a newer session supersedes the older, whose loss then changes nothing") {
  Rig rig;
  rig.open("alice", 1);
  rig.open("alice", 2);
  REQUIRE(rig.links.superseded.size() == 1);
  CHECK(rig.links.superseded[0].first == 1);
  rig.engine->connection_lost(1);
  rig.run();
  auto const agent = rig.open("alice", 3);
  static_cast<void>(agent);
  CHECK(rig.links.superseded.back().first == 2);
}

TEST_CASE("an offer reaches the connection in control, with its details, after the commit") {
  Rig rig;
  auto const alice = rig.open("alice", 1);
  std::optional<Reply> reply;
  rig.engine->agent_request({alice, "alice", "", {}, 1}, core::SetAgentState{alice, true, ""},
                            rig.keep(reply));
  rig.commit();
  rig.links.notified.clear();
  rig.engine->post_callback(rig.post(1), std::nullopt, rig.keep(reply));
  rig.run();
  CHECK(rig.links.notified.empty());
  rig.commit();
  bool offered = false;
  for (auto const& [connection, notification] : rig.links.notified) {
    if (!std::holds_alternative<core::OfferCreated>(notification->body)) continue;
    offered = true;
    CHECK(connection == 1);
    REQUIRE(notification->details);
    CHECK(notification->details->name == "Ada");
  }
  CHECK(offered);
}

TEST_CASE("a server that was fenced releases nothing and ends") {
  Rig rig;
  std::optional<Reply> reply;
  rig.engine->post_callback(rig.post(1), std::nullopt, rig.keep(reply));
  rig.run();
  CHECK(rig.engine->may_send());
  rig.journal.complete(CommitStatus::kFenced);
  rig.run();
  CHECK_FALSE(reply);
  CHECK_FALSE(rig.fatal.empty());
  CHECK_FALSE(rig.engine->may_send());
}

TEST_CASE("a commit that outlasted the lease is released after the next write, in order") {
  Rig rig;
  std::optional<Reply> first;
  std::optional<Reply> second;
  rig.engine->post_callback(rig.post(1), std::nullopt, rig.keep(first));
  rig.run();
  rig.journal.sent_before = 2min;
  rig.commit();
  CHECK_FALSE(first);
  CHECK_FALSE(rig.engine->may_send());
  CHECK(rig.fatal.empty());
  REQUIRE(rig.journal.in_flight());
  rig.engine->submit(core::GetCallback{rig.post(1).id}, rig.keep(second));
  rig.run();
  CHECK_FALSE(second);
  rig.journal.sent_before = 0min;
  rig.commit();
  CHECK(first);
  CHECK(second);
  CHECK(rig.engine->may_send());
}

TEST_CASE(
    "a server that was frozen past its lease and fenced meanwhile releases nothing and ends") {
  Rig rig;
  rig.journal.sent_before = 2min;
  std::optional<Reply> reply;
  rig.engine->post_callback(rig.post(1), std::nullopt, rig.keep(reply));
  rig.commit();
  REQUIRE(rig.journal.in_flight());
  rig.journal.complete(CommitStatus::kFenced);
  rig.run();
  CHECK_FALSE(reply);
  CHECK_FALSE(rig.fatal.empty());
}

TEST_CASE(
    "a release that a freeze cuts in two goes on after the next write, and not after a fence") {
  auto const fenced = GENERATE(false, true);
  Rig rig;
  rig.journal.lease_length = 50ms;
  bool first = false;
  std::optional<Reply> second;
  rig.engine->post_callback(rig.post(1), std::nullopt, [&](Reply const&) {
    first = true;
    auto const thaws = std::chrono::steady_clock::now() + 60ms;
    while (std::chrono::steady_clock::now() < thaws) {
    }
  });
  rig.engine->post_callback(rig.post(2), std::nullopt, rig.keep(second));
  rig.commit();
  CHECK(first);
  CHECK_FALSE(second);
  CHECK(rig.engine->stalled());
  CHECK(rig.fatal.empty());
  REQUIRE(rig.journal.in_flight());
  rig.journal.complete(fenced ? CommitStatus::kFenced : CommitStatus::kCommitted);
  rig.run();
  CHECK(second.has_value() != fenced);
  CHECK(rig.fatal.empty() != fenced);
}

TEST_CASE("the heartbeat asks a journal that is silent, which has no other moment to say so") {
  Rig rig;
  std::optional<Reply> reply;
  rig.engine->post_callback(rig.post(1), std::nullopt, rig.keep(reply));
  rig.run();
  REQUIRE(rig.journal.in_flight());
  auto const before = rig.journal.asked;
  rig.context.restart();
  REQUIRE(rig.context.run_one() == 1);
  CHECK(rig.journal.asked > before);
}

TEST_CASE("of two sessions opened in one commit the older is told that it was superseded") {
  Rig rig;
  int opened = 0;
  base::AgentId alice{};
  for (auto const connection : {std::uint64_t{1}, std::uint64_t{2}}) {
    SessionRequest request;
    request.login = "alice";
    request.connection = connection;
    rig.engine->open_session(request, [&](SessionReply reply) {
      ++opened;
      alice = std::get<core::SessionView>(reply.reply.body).agent;
    });
  }
  rig.commit();
  CHECK(opened == 2);
  REQUIRE(rig.links.superseded.size() == 1);
  CHECK(rig.links.superseded[0].first == 1);
  std::optional<Reply> late;
  rig.engine->agent_request({alice, "alice", "", {}, 1}, core::CloseSession{alice}, rig.keep(late));
  rig.run();
  CHECK(reason_of(late) == core::RefusalReason::kUnauthenticated);
}

TEST_CASE("a ping is answered while a commit is under way, to the connection in control alone") {
  Rig rig;
  auto const alice = rig.open("alice", 1);
  auto const ask = [&](std::uint64_t connection) {
    std::optional<Pong> pong;
    rig.engine->ping(alice, connection, [&](Pong answer) { pong = std::move(answer); });
    rig.run();
    REQUIRE(pong);
    return *pong;
  };
  auto const before = ask(1).seq;
  std::optional<Reply> reply;
  rig.engine->agent_request({alice, "alice", "", {}, 1}, core::SetAgentState{alice, true, ""},
                            rig.keep(reply));
  rig.run();
  REQUIRE(rig.journal.in_flight());
  CHECK(ask(1).seq == before);  // the notification is not out yet
  CHECK_FALSE(reply);
  rig.commit();
  REQUIRE_FALSE(rig.links.notified.empty());
  CHECK(ask(1).seq == rig.links.notified.back().second->seq);
  CHECK(ask(1).at == rig.engine->core_time());
  auto const other = ask(2);
  REQUIRE(other.refusal);
  CHECK(other.refusal->reason == core::RefusalReason::kUnauthenticated);
}

TEST_CASE("a proposed definition that could not be read back is asked for again, not refused") {
  Rig rig;
  rig.definition_readable = false;
  rig.journal.proposed_definition = 5;
  std::optional<Reply> reply;
  rig.engine->post_callback(rig.post(1), std::nullopt, rig.keep(reply));
  rig.commit();
  CHECK_FALSE(rig.journal.in_flight());
  rig.definition_readable = true;
  rig.journal.proposed_definition = 5;
  rig.engine->post_callback(rig.post(2), std::nullopt, rig.keep(reply));
  rig.commit();
  rig.commit();
  CHECK(rig.engine->site()->version == 5);
}

TEST_CASE("after a drain nothing is written any more") {
  Rig rig;
  bool drained = false;
  rig.open("alice", 1);
  rig.engine->drain([&] { drained = true; });
  rig.run();
  REQUIRE(drained);
  rig.engine->connection_lost(1);
  rig.run();
  CHECK_FALSE(rig.journal.in_flight());
}

TEST_CASE("beyond the backlog limit intake is refused at once and agents go on") {
  base::Limits limits;
  limits.backlog_commands = 2;
  Rig rig(limits);
  auto const alice = rig.open("alice", 1);
  std::vector<std::optional<Reply>> replies(4);
  for (std::uint64_t number = 0; number < 4; ++number) {
    rig.engine->post_callback(rig.post(number + 1), std::nullopt, rig.keep(replies[number]));
  }
  CHECK(reason_of(replies[3]) == core::RefusalReason::kUnavailable);
  std::optional<Reply> state;
  rig.engine->agent_request({alice, "alice", "", {}, 1}, core::SetAgentState{alice, true, ""},
                            rig.keep(state));
  rig.commit();
  if (rig.journal.in_flight()) rig.commit();
  CHECK(state);
}

TEST_CASE("a proposed definition is loaded and adopted as a committed command") {
  Rig rig;
  callbackd::test::LogKept const log;
  rig.journal.proposed_definition = 5;
  std::optional<Reply> reply;
  rig.engine->post_callback(rig.post(1), std::nullopt, rig.keep(reply));
  rig.commit();
  REQUIRE(rig.journal.in_flight());
  REQUIRE(rig.journal.batches.back().records.definitions.size() == 1);
  CHECK(rig.journal.batches.back().records.definitions[0].version == 5);
  CHECK(log.text().empty());
  rig.commit();
  CHECK(rig.engine->site()->version == 5);
  CHECK(log.text() == "info definition.adopted version=5\n");
}

TEST_CASE("a proposed definition is looked for at once when somebody says that there is one") {
  Rig rig;
  rig.journal.proposed_definition = 5;
  rig.engine->look_for_definition();
  rig.run();
  REQUIRE(rig.journal.in_flight());
  CHECK(rig.journal.batches.back().records.empty());
  rig.commit();
  rig.commit();
  CHECK(rig.engine->site()->version == 5);
}

TEST_CASE("a proposed definition that is refused is told in the log once that is committed") {
  Rig rig;
  callbackd::test::LogKept const log;
  rig.definition_readable = false;
  rig.definition_refusal = "queues[0].name: is missing";
  rig.journal.proposed_definition = 5;
  std::optional<Reply> reply;
  rig.engine->post_callback(rig.post(1), std::nullopt, rig.keep(reply));
  rig.commit();
  rig.commit();
  CHECK(rig.engine->site()->version == 1);
  CHECK(log.text() ==
        "warning definition.refused version=5 reason=\"queues[0].name: is missing\"\n");
}

TEST_CASE("a request that comes after a drain began is left to the next server") {
  Rig rig;
  std::optional<Reply> reply;
  std::optional<Reply> late;
  bool drained = false;
  rig.engine->post_callback(rig.post(1), std::nullopt, rig.keep(reply));
  rig.run();
  rig.engine->drain([&] { drained = true; });
  rig.run();
  SessionRequest request;
  request.login = "alice";
  request.connection = 1;
  rig.engine->open_session(request, [&](SessionReply answer) { late = answer.reply; });
  rig.run();
  rig.commit();
  CHECK(reply);
  CHECK(drained);
  CHECK_FALSE(late);
  CHECK_FALSE(rig.journal.in_flight());
}

TEST_CASE("a drain waits for every agent's request that came before it") {
  Rig rig;
  auto const alice = rig.open("alice", 1);
  constexpr int kMany = 1'000;  // more than one turn takes of the agents' lane
  int answered = 0;
  bool drained = false;
  for (int i = 0; i < kMany; ++i) {
    rig.engine->agent_request({alice, "alice", "", {}, 1}, core::GetInteraction{alice, {}},
                              [&](Reply const&) { ++answered; });
  }
  rig.engine->drain([&] { drained = true; });
  while (!drained) {
    rig.run();
    if (rig.journal.in_flight()) rig.commit();
  }
  CHECK(answered == kMany);
}

TEST_CASE("a server that is to end after a freeze asks first whether it still holds the cell") {
  auto const fenced = GENERATE(false, true);
  Rig rig;
  bool drained = false;
  rig.journal.sent_before = 2min;
  rig.engine->post_callback(rig.post(1), std::nullopt, [](Reply const&) {});
  rig.commit();
  rig.journal.sent_before = 0min;
  rig.engine->drain([&] { drained = true; });
  rig.run();
  CHECK_FALSE(drained);
  CHECK_FALSE(rig.engine->may_send());
  rig.journal.complete(fenced ? CommitStatus::kFenced : CommitStatus::kCommitted);
  rig.run();
  CHECK(drained != fenced);
  CHECK(rig.engine->may_send() != fenced);
}

TEST_CASE("draining commits and releases what was taken in, then refuses") {
  Rig rig;
  std::optional<Reply> reply;
  bool drained = false;
  rig.engine->post_callback(rig.post(1), std::nullopt, rig.keep(reply));
  rig.run();
  rig.engine->drain([&] { drained = true; });
  rig.run();
  CHECK_FALSE(drained);
  rig.commit();
  CHECK(reply);
  CHECK(drained);
  CHECK(rig.engine->may_send());  // what was released may still be on its way
  std::optional<Reply> late;
  rig.engine->post_callback(rig.post(2), std::nullopt, rig.keep(late));
  CHECK(reason_of(late) == core::RefusalReason::kUnavailable);
}

}  // namespace callbackd::engine
