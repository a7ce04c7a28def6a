#include <catch2/catch.hpp>

#include "core/bench.hpp"

using namespace callbackd;
using namespace callbackd::core;
using namespace callbackd::core::test;

TEST_CASE("the first login is Not Ready with logged_in") {
  Bench bench;
  auto const answer = bench.run(OpenSession{"alice"});
  auto const& session = std::get<SessionView>(answer);
  CHECK_FALSE(session.channel.ready);
  CHECK(session.channel.reason == "logged_in");
  CHECK(session.login == "alice");
}

TEST_CASE("a user who is not in the definition gets no session") {
  Bench bench;
  CHECK(refusal(bench.run(OpenSession{"mallory"})).reason == RefusalReason::kForbidden);
}

TEST_CASE("a session that is opened again keeps the agent's state") {
  Bench bench;
  auto const alice = bench.enter_ready("alice");
  bench.run(SessionLost{alice});
  bench.pass(29s);
  CHECK(std::get<SessionView>(bench.run(OpenSession{"alice"})).channel.ready);
  bench.pass(60s);
  CHECK(std::get<SessionView>(bench.run(OpenSession{"alice"})).channel.ready);
}

TEST_CASE("a disconnected agent is offered nothing") {
  Bench bench;
  auto const alice = bench.enter_ready("alice");
  bench.run(SessionLost{alice});
  bench.post(1);
  CHECK(bench.state(1) == CallbackState::kQueued);
  bench.enter("alice");
  CHECK(bench.state(1) == CallbackState::kOffered);
}

TEST_CASE("an agent who stays away becomes Not Ready with disconnected") {
  Bench bench;
  auto const alice = bench.enter_ready("alice");
  bench.run(SessionLost{alice});
  bench.pass(30s);
  auto const told = bench.notified<AgentStateChanged>(alice);
  REQUIRE(told.size() == 1);
  CHECK(told[0].channel.reason == "disconnected");
}

TEST_CASE("built-in and unknown reasons cannot be chosen") {
  Bench bench;
  auto const alice = bench.enter("alice");
  for (auto const* reason : {"no_answer", "logged_in", "disconnected", "lunch"}) {
    auto const answer = bench.run(SetAgentState{alice, false, reason});
    CHECK(refusal(answer).reason == RefusalReason::kInvalidFields);
    CHECK(refusal(answer).errors.at(0).field == "reason");
  }
  CHECK(refusal(bench.run(SetAgentState{alice, true, "break"})).errors.at(0).field == "reason");
  CHECK(std::holds_alternative<ChannelView>(bench.run(SetAgentState{alice, false, ""})));
}

TEST_CASE("going Ready again keeps the place among the idle") {
  Bench bench;
  auto const alice = bench.enter_ready("alice");
  bench.pass(1s);
  auto const bob = bench.enter_ready("bob");
  bench.pass(1s);
  bench.run(SetAgentState{alice, true, ""});
  bench.post(1);
  CHECK(bench.row(1).agent == "alice");
  bench.post(2);
  CHECK(bench.row(2).agent == "bob");
  CHECK(bench.notified<OfferCreated>(bob).size() == 1);
}

TEST_CASE("work, a lost link and a restart leave alone since when an agent is in a state") {
  Bench bench;
  auto const alice = bench.enter_ready("alice");
  auto const since = bench.now();
  bench.pass(5s);
  bench.post(1);
  bench.accept(alice, 1);
  bench.run(SessionLost{alice});
  bench.pass(1s);
  bench.restart();
  auto const opened = bench.run(OpenSession{"alice"});
  CHECK(std::get<SessionView>(opened).channel.since == since);
  auto const changed = bench.run(SetAgentState{alice, false, ""});
  CHECK(std::get<ChannelView>(changed).since == bench.now());
}

TEST_CASE("logging out gives the offer back as agent_lost") {
  Bench bench;
  auto const alice = bench.enter_ready("alice");
  bench.post(1);
  CHECK(std::holds_alternative<Nothing>(bench.run(CloseSession{alice})));
  CHECK(bench.ledger().offers().at(bench.offer(1)).outcome == OfferOutcome::kAgentLost);
  CHECK(bench.row(1).offers_counted == 1);
  CHECK(refusal(bench.run(SetAgentState{alice, true, ""})).reason ==
        RefusalReason::kUnauthenticated);
}

TEST_CASE("logging out gives the interaction back, but not during a call") {
  Bench bench;
  auto const alice = bench.enter_ready("alice");
  bench.post(1);
  bench.accept(alice, 1);
  bench.run(PlaceCall{alice, bench.interaction(1), {}});
  CHECK(refusal(bench.run(CloseSession{alice})).reason == RefusalReason::kWrongState);
  bench.run(EndCall{alice, bench.interaction(1), false});
  bench.run(CloseSession{alice});
  CHECK(bench.state(1) == CallbackState::kQueued);
  CHECK(bench.ledger().interactions().at(bench.interaction(1)).outcome ==
        InteractionOutcome::kAgentLost);
}

TEST_CASE("no agent gets more than the capacity") {
  auto site = plain_site();
  agent_of(site, "alice").capacity = 2;
  Bench bench{site};
  auto const alice = bench.enter_ready("alice");
  for (std::uint64_t const number : {1U, 2U, 3U}) bench.post(number);
  CHECK(bench.state(1) == CallbackState::kOffered);
  CHECK(bench.state(2) == CallbackState::kOffered);
  CHECK(bench.state(3) == CallbackState::kQueued);
  bench.accept(alice, 1);
  CHECK(bench.state(3) == CallbackState::kQueued);
  bench.run(MarkDone{alice, bench.interaction(1), false});
  CHECK(bench.state(3) == CallbackState::kOffered);
}

TEST_CASE("after a restart a Ready agent keeps the state through the grace period") {
  Bench bench;
  bench.enter_ready("alice");
  bench.restart();
  bench.pass(10s);
  CHECK(std::get<SessionView>(bench.run(OpenSession{"alice"})).channel.ready);
  bench.restart();
  bench.pass(31s);
  CHECK(std::get<SessionView>(bench.run(OpenSession{"alice"})).channel.reason == "disconnected");
}

TEST_CASE("changes by timers before a session opens are told before its answer") {
  Bench bench;
  auto const alice = bench.enter_ready("alice");
  bench.post(1);
  auto const offer = bench.offer(1);
  Core core{kHashKey};
  auto site = share(plain_site());
  core.restore(site, {});
  std::uint64_t serial = 0;
  Effects effects;
  auto const run = [&](base::Instant now, CommandBody body) {
    effects = {};
    core.step(now, {base::Serial{++serial}, RequestRef{1}, std::move(body)}, effects);
  };
  run(kStart, StartUp{});
  run(kStart, OpenSession{"alice"});
  run(kStart, SetAgentState{alice, true, ""});
  run(kStart, bench.request(1));
  run(kStart + 20s, OpenSession{"alice"});  // the Tick of the deadline comes later
  auto const* closed = std::get_if<Notify>(&effects.releases.at(0));
  REQUIRE(closed);
  CHECK(std::get<OfferClosed>(closed->body).offer.id == offer);
  auto const* answer = std::get_if<Answer>(&effects.releases.at(1));
  REQUIRE(answer);
  CHECK(std::get<SessionView>(answer->body).offers.empty());
  CHECK(effects.releases.size() == 2);
}

TEST_CASE("an agent taken out of the definition is told so instead of waiting for work") {
  Bench bench;
  auto const alice = bench.enter("alice");
  auto site = plain_site();
  std::erase_if(site.agents, [](Agent const& agent) { return agent.login == "alice"; });
  bench.run(AdoptDefinition{share(site), {}});
  CHECK(refusal(bench.run(SetAgentState{alice, true, ""})).reason == RefusalReason::kForbidden);
  CHECK(std::holds_alternative<ChannelView>(bench.run(SetAgentState{alice, false, ""})));
}
