#include <catch2/catch.hpp>

#include "core/bench.hpp"

using namespace callbackd;
using namespace callbackd::core;
using namespace callbackd::core::test;

TEST_CASE("post, offer, accept and mark done complete a callback") {
  Bench bench;
  auto const alice = bench.enter_ready("alice");
  bench.post(1);
  auto const created = bench.notified<OfferCreated>(alice);
  REQUIRE(created.size() == 1);
  CHECK(created[0].offer.deadline == kStart + 20s);
  CHECK(bench.state(1) == CallbackState::kOffered);

  auto const answer = bench.accept(alice, 1);
  REQUIRE(std::holds_alternative<InteractionView>(answer));
  CHECK(bench.state(1) == CallbackState::kActive);
  CHECK(bench.notified<OfferClosed>(alice).size() == 1);
  CHECK(bench.notified<InteractionUpdated>(alice).size() == 1);

  auto const done = bench.run(MarkDone{alice, bench.interaction(1), false});
  REQUIRE(std::holds_alternative<ClosedView>(done));
  CHECK(std::get<ClosedView>(done).state == CallbackState::kCompleted);
  CHECK(bench.core().callbacks() == 0);
}

TEST_CASE("a rejected offer goes to the next agent and not back") {
  Bench bench;
  auto const alice = bench.enter_ready("alice");
  bench.post(1);
  bench.run(RejectOffer{alice, bench.offer(1), ""});
  CHECK(bench.state(1) == CallbackState::kQueued);
  CHECK(bench.notified<AgentStateChanged>(alice).back().channel.ready);
  auto const bob = bench.enter_ready("bob");
  CHECK(bench.notified<OfferCreated>(bob).size() == 1);
}

TEST_CASE("the excluded agent is asked again once the exclusion is over") {
  Bench bench;
  auto const alice = bench.enter_ready("alice");
  bench.post(1);
  bench.run(RejectOffer{alice, bench.offer(1), ""});
  bench.pass(299s);
  CHECK(bench.state(1) == CallbackState::kQueued);
  bench.pass(1s);
  CHECK(bench.state(1) == CallbackState::kOffered);
  CHECK(bench.offer(1).number == 2);
}

TEST_CASE("an offer that times out makes the agent Not Ready with no_answer") {
  Bench bench;
  auto const alice = bench.enter_ready("alice");
  bench.post(1);
  bench.pass(20s);
  CHECK(bench.state(1) == CallbackState::kQueued);
  auto const changed = bench.notified<AgentStateChanged>(alice);
  REQUIRE(changed.size() == 1);
  CHECK_FALSE(changed[0].channel.ready);
  CHECK(changed[0].channel.reason == "no_answer");
  CHECK(bench.row(1).offers_counted == 1);
}

TEST_CASE("a time-out leaves the agent Ready when the queue says so") {
  auto site = plain_site();
  queue_of(site, "sales").not_ready_on_timeout = false;
  Bench bench{site};
  auto const alice = bench.enter_ready("alice");
  bench.post(1);
  bench.pass(20s);
  CHECK(bench.notified<AgentStateChanged>(alice).back().channel.ready);
}

TEST_CASE("the loser of a race is told the real outcome") {
  Bench bench;
  auto const alice = bench.enter_ready("alice");
  bench.post(1);
  auto const offer = bench.offer(1);
  bench.pass(20s);
  auto const answer = bench.run(AcceptOffer{alice, offer});
  CHECK(refusal(answer).reason == RefusalReason::kOfferClosed);
  CHECK(refusal(answer).outcome == OfferOutcome::kTimedOut);
}

TEST_CASE("an accept at the deadline comes too late") {
  Bench bench;
  auto const alice = bench.enter_ready("alice");
  bench.post(1);
  auto const offer = bench.offer(1);
  bench.pass(19'999'999us);
  CHECK(bench.state(1) == CallbackState::kOffered);
  bench.pass(1us);
  CHECK(refusal(bench.run(AcceptOffer{alice, offer})).outcome == OfferOutcome::kTimedOut);
}

TEST_CASE("the winner's repeated accept gets the interaction again") {
  Bench bench;
  auto const alice = bench.enter_ready("alice");
  bench.post(1);
  auto const offer = bench.offer(1);
  bench.accept(alice, 1);
  auto const answer = bench.run(AcceptOffer{alice, offer});
  REQUIRE(std::holds_alternative<InteractionView>(answer));
  CHECK(bench.row(1).interaction_number == 1);
}

TEST_CASE("a repeated reject gets the same answer") {
  Bench bench;
  auto const alice = bench.enter_ready("alice");
  bench.post(1);
  auto const offer = bench.offer(1);
  bench.run(RejectOffer{alice, offer, ""});
  auto const answer = bench.run(RejectOffer{alice, offer, ""});
  REQUIRE(std::holds_alternative<OfferClosedView>(answer));
  CHECK(bench.row(1).offers_counted == 1);
}

TEST_CASE("someone else's offer is unknown") {
  Bench bench;
  bench.enter_ready("alice");
  auto const bob = bench.enter("bob");
  bench.post(1);
  CHECK(refusal(bench.accept(bob, 1)).reason == RefusalReason::kNotFound);
  CHECK(refusal(bench.run(AcceptOffer{bob, {callback_id(9), 1}})).reason ==
        RefusalReason::kNotFound);
}

TEST_CASE("after max_offers a callback overflows and counts anew") {
  auto site = plain_site();
  queue_of(site, "overflow");
  queue_of(site, "sales").max_offers = 1;
  queue_of(site, "sales").on_exhausted = ReturnTarget{ReturnTarget::Kind::kQueue, "overflow"};
  Bench bench{site};
  auto const alice = bench.enter_ready("alice");
  bench.post(1);
  bench.pass(5s);
  bench.run(RejectOffer{alice, bench.offer(1), ""});
  CHECK(bench.row(1).queue == "overflow");
  CHECK(bench.row(1).offers_counted == 0);
  CHECK(bench.row(1).queued_since == kStart);
  CHECK(bench.row(1).queue_entered_at == kStart + 5s);
}

TEST_CASE("without an overflow target an exhausted callback stays and counts anew") {
  auto site = plain_site();
  queue_of(site, "sales").max_offers = 1;
  Bench bench{site};
  auto const alice = bench.enter_ready("alice");
  bench.post(1);
  bench.run(RejectOffer{alice, bench.offer(1), ""});
  CHECK(bench.row(1).queue == "sales");
  CHECK(bench.row(1).offers_counted == 0);
}

TEST_CASE("a return to a named agent waits for this agent at least a minute") {
  auto site = plain_site();
  queue_of(site, "sales").on_reject = ReturnTarget{ReturnTarget::Kind::kAgent, "carol"};
  agent_of(site, "carol");
  Bench bench{site};
  auto const alice = bench.enter_ready("alice");
  bench.post(1);
  bench.run(RejectOffer{alice, bench.offer(1), ""});
  CHECK(bench.row(1).reserved_agent == "carol");
  auto const bob = bench.enter_ready("bob");
  CHECK(bench.state(1) == CallbackState::kQueued);
  bench.pass(60s);
  CHECK(bench.notified<OfferCreated>(bob).size() == 1);
}

TEST_CASE("a rescinded offer counts for nobody and excludes nobody") {
  Bench bench;
  bench.enter_ready("alice");
  bench.post(1);
  bench.restart();
  CHECK(bench.row(1).offers_counted == 0);
  CHECK(bench.state(1) == CallbackState::kQueued);
  auto const alice = bench.enter("alice");
  CHECK(bench.notified<OfferCreated>(alice).size() == 1);
}

TEST_CASE("an agent is told the outcome of an offer however many others of anyone have ended") {
  Bench bench;
  auto const alice = bench.enter_ready("alice");
  bench.post(1);
  auto const offer = bench.offer(1);
  bench.run(RejectOffer{alice, offer, ""});
  bench.run(SetAgentState{alice, false, ""});
  auto const bob = bench.enter_ready("bob");
  bench.accept(bob, 1);
  bench.run(MarkDone{bob, bench.interaction(1), false});
  for (std::uint64_t number = 2; number < 200; ++number) {
    bench.post(number);
    bench.accept(bob, number);
    bench.run(MarkDone{bob, bench.interaction(number), false});
  }
  CHECK(refusal(bench.run(AcceptOffer{alice, offer})).outcome == OfferOutcome::kRejected);
  auto const forgotten = refusal(bench.run(AcceptOffer{bob, {callback_id(2), 1}}));
  CHECK(forgotten.reason == RefusalReason::kNotFound);
}
