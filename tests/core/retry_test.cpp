// Tests the retry policy of a queue: which outcomes use up attempts, when the next attempt is due,
// and when the callback fails for good.
#include <catch2/catch.hpp>

#include "core/bench.hpp"

using namespace callbackd;
using namespace callbackd::core;
using namespace callbackd::core::test;

namespace {

SiteDefinition site_with_retries(RetryMode mode = RetryMode::kAutomatic) {
  auto site = plain_site();
  auto& queue = queue_of(site, "sales");
  queue.retry_mode = mode;
  queue.retries[AttemptOutcome::kBusy] = {2, seconds{300}};
  queue.retries[AttemptOutcome::kNoAnswer] = {2, seconds{600}};
  return site;
}

struct Desk {
  explicit Desk(SiteDefinition site = site_with_retries()) : bench(std::move(site)) {
    alice = bench.enter_ready("alice");
  }
  void post(std::optional<Instant> until = std::nullopt) {
    auto command = bench.request(1);
    command.window.not_after = until;
    REQUIRE(std::holds_alternative<CallbackView>(bench.post(std::move(command))));
  }
  void call() {
    bench.accept(alice, 1);
    dial();
  }
  void dial() {
    bench.run(PlaceCall{alice, bench.interaction(1), {}});
    bench.run(VoiceEvent{LegAnswered{bench.leg(1, LegNumber::kAgent), false}});
  }
  void contact_ends(AttemptOutcome outcome) {
    bench.run(VoiceEvent{LegEnded{bench.leg(1, LegNumber::kContact), outcome, "17"}});
  }
  void agent_ends() {
    bench.run(
        VoiceEvent{LegEnded{bench.leg(1, LegNumber::kAgent), AttemptOutcome::kCancelled, "16"}});
  }
  void fails(AttemptOutcome outcome) {
    contact_ends(outcome);
    agent_ends();
  }
  InteractionView view() {
    return std::get<InteractionView>(bench.run(GetInteraction{alice, bench.interaction(1)}));
  }
  CallbackState state() const { return bench.state(1); }
  std::string cause() const {
    auto const& events = bench.ledger().events();
    for (auto const& field : events.back().data) {
      if (std::string_view{field.key} == "cause") return std::get<std::string>(field.value);
    }
    return {};
  }
  Bench bench;
  base::AgentId alice{};
};

}  // namespace

TEST_CASE("a failed attempt frees the agent, who is told how it ended and what became of it") {
  Desk desk;
  desk.post();
  desk.call();
  desk.fails(AttemptOutcome::kBusy);
  CHECK(desk.state() == CallbackState::kScheduled);
  CHECK(desk.bench.row(1).due_at == kStart + 300s);
  CHECK(desk.bench.row(1).expires_at == kStart + 300s + 24h);
  auto const updated = desk.bench.notified<InteractionUpdated>(desk.alice);
  REQUIRE(updated.size() == 1);
  CHECK(updated[0].interaction.attempts.back().outcome == AttemptOutcome::kBusy);
  CHECK(updated[0].interaction.retry->attempts_left == 1);
  auto const closed = desk.bench.notified<InteractionClosed>(desk.alice);
  REQUIRE(closed.size() == 1);
  CHECK(closed[0].outcome == InteractionOutcome::kRescheduled);
  CHECK(desk.bench.notified<AgentStateChanged>(desk.alice).back().channel.busy == false);
}

TEST_CASE("the next attempt is offered when its time has come, and the last one fails it") {
  Desk desk;
  desk.post();
  desk.call();
  desk.fails(AttemptOutcome::kBusy);
  desk.bench.pass(300s - 1us);
  CHECK(desk.state() == CallbackState::kScheduled);
  desk.bench.pass(1us);
  CHECK(desk.state() == CallbackState::kOffered);
  desk.call();
  desk.fails(AttemptOutcome::kBusy);
  CHECK(desk.state() == CallbackState::kFailed);
  CHECK(desk.cause() == "attempts_exhausted");
  CHECK(desk.bench.core().callbacks() == 0);
}

TEST_CASE("each outcome has a budget of its own") {
  Desk desk;
  desk.post();
  desk.call();
  desk.fails(AttemptOutcome::kBusy);
  desk.bench.pass(300s);
  desk.call();
  desk.fails(AttemptOutcome::kNoAnswer);
  CHECK(desk.state() == CallbackState::kScheduled);
  CHECK(desk.bench.row(1).due_at == kStart + 900s);
}

TEST_CASE("the agent's own phone spends nothing of the contact's budget") {
  Desk desk;
  desk.post();
  desk.bench.accept(desk.alice, 1);
  for (int i = 0; i < 3; ++i) {
    desk.bench.run(PlaceCall{desk.alice, desk.bench.interaction(1), {}});
    desk.bench.run(
        VoiceEvent{LegEnded{desk.bench.leg(1, LegNumber::kAgent), AttemptOutcome::kBusy, "17"}});
    CHECK(desk.state() == CallbackState::kActive);
    CHECK_FALSE(desk.view().retry);
  }
  desk.dial();
  desk.fails(AttemptOutcome::kBusy);
  CHECK(desk.state() == CallbackState::kScheduled);
}

TEST_CASE("an outcome without a rule is the agent's to decide") {
  for (auto const outcome :
       {AttemptOutcome::kRejected, AttemptOutcome::kUnreachable, AttemptOutcome::kFailed}) {
    Desk desk;
    desk.post();
    desk.call();
    desk.fails(outcome);
    CHECK(desk.state() == CallbackState::kActive);
    CHECK_FALSE(desk.view().retry);
  }
}

TEST_CASE("a number that does not exist is not called again") {
  Desk desk;
  desk.post();
  desk.call();
  desk.fails(AttemptOutcome::kInvalid);
  CHECK(desk.state() == CallbackState::kFailed);
  CHECK(desk.cause() == "number_invalid");
}

TEST_CASE("a number that was blocked meanwhile is not called again") {
  Desk desk;
  desk.post();
  desk.call();
  auto site = site_with_retries();
  site.sites[0].blocked_numbers = {phone(442071830001)};
  desk.bench.run(AdoptDefinition{share(site), {}});
  desk.fails(AttemptOutcome::kBusy);
  CHECK(desk.state() == CallbackState::kFailed);
  CHECK(desk.cause() == "blocked");
}

TEST_CASE("no attempt is left when the next would fall behind the customer's window") {
  Desk desk;
  desk.post(kStart + 300s);
  desk.call();
  desk.fails(AttemptOutcome::kBusy);
  CHECK(desk.state() == CallbackState::kFailed);
  CHECK(desk.cause() == "window_over");
}

TEST_CASE("the customer's window stays as it was") {
  Desk desk;
  desk.post(kStart + 301s);
  desk.call();
  desk.fails(AttemptOutcome::kBusy);
  CHECK(desk.bench.row(1).expires_at == kStart + 301s);
  desk.bench.pass(301s);
  CHECK(desk.state() == CallbackState::kOffered);
}

TEST_CASE("a customer who asked to cancel during the call has it so") {
  Desk desk;
  desk.post();
  desk.call();
  desk.bench.run(CancelCallback{callback_id(1), {Actor::Kind::kCustomer, ""}});
  desk.fails(AttemptOutcome::kBusy);
  CHECK(desk.state() == CallbackState::kCancelled);
}

TEST_CASE("an agent who ends the call decides, not the policy") {
  Desk desk;
  desk.post();
  desk.call();
  desk.bench.run(EndCall{desk.alice, desk.bench.interaction(1), false});
  desk.fails(AttemptOutcome::kBusy);
  CHECK(desk.state() == CallbackState::kActive);
}

TEST_CASE("an agent who is done while the call still ends decides, not the policy") {
  Desk desk;
  desk.post();
  desk.call();
  desk.contact_ends(AttemptOutcome::kBusy);
  desk.bench.run(MarkDone{desk.alice, desk.bench.interaction(1), false});
  CHECK(desk.state() == CallbackState::kCompleted);
}

TEST_CASE("an agent who is lost while a failed call ends leaves it to the policy") {
  Desk desk;
  desk.post();
  desk.call();
  desk.contact_ends(AttemptOutcome::kBusy);
  desk.bench.run(CloseSession{desk.alice});
  CHECK(desk.state() == CallbackState::kScheduled);
  CHECK(desk.bench.row(1).due_at == kStart + 300s);
}

TEST_CASE("a retry begins anew: place, offers and the agents who let it go") {
  Desk desk;
  desk.post();
  desk.bench.run(RejectOffer{desk.alice, desk.bench.offer(1), ""});
  auto const bob = desk.bench.enter_ready("bob");
  desk.bench.accept(bob, 1);
  desk.bench.run(PlaceCall{bob, desk.bench.interaction(1), {}});
  desk.bench.run(VoiceEvent{LegAnswered{desk.bench.leg(1, LegNumber::kAgent), false}});
  desk.fails(AttemptOutcome::kBusy);
  CHECK_FALSE(desk.bench.row(1).queued_since);
  CHECK(desk.bench.row(1).offers_counted == 0);
}

TEST_CASE("budgets survive a restart") {
  Desk desk;
  desk.post();
  desk.call();
  desk.fails(AttemptOutcome::kBusy);
  desk.bench.restart();
  desk.alice = desk.bench.enter("alice");
  desk.bench.pass(300s);
  desk.bench.run(SetAgentState{desk.alice, true, ""});
  desk.call();
  desk.fails(AttemptOutcome::kBusy);
  CHECK(desk.state() == CallbackState::kFailed);
}

TEST_CASE("an agent who decides sees what the policy proposes") {
  Desk desk{site_with_retries(RetryMode::kAgent)};
  desk.post();
  desk.call();
  desk.fails(AttemptOutcome::kBusy);
  CHECK(desk.state() == CallbackState::kActive);
  auto const retry = desk.view().retry;
  REQUIRE(retry);
  CHECK(retry->outcome == AttemptOutcome::kBusy);
  CHECK(retry->attempts_left == 1);
  CHECK(retry->at == kStart + 300s);
  desk.dial();
  CHECK_FALSE(desk.view().retry);  // in a call
  desk.fails(AttemptOutcome::kBusy);
  CHECK(desk.view().retry->attempts_left == 0);
  CHECK_FALSE(desk.view().retry->at);
}

TEST_CASE("a retry frees the slot that was booked") {
  auto site = site_with_retries();
  queue_of(site, "sales").slots = {15, 1, 3};
  Desk desk{site};
  auto command = desk.bench.request(1);
  command.window.not_before = kStart + 1h;
  desk.bench.post(std::move(command));
  desk.bench.pass(1h);
  desk.call();
  CHECK(desk.bench.row(1).slot_at);
  desk.fails(AttemptOutcome::kBusy);
  CHECK_FALSE(desk.bench.row(1).slot_at);
}

TEST_CASE("another number that the agent tried says nothing about the callback's own") {
  Desk desk;
  desk.post();
  desk.bench.accept(desk.alice, 1);
  desk.bench.run(PlaceCall{desk.alice, desk.bench.interaction(1),
                           ClassedNumber{phone(442079460999), NumberClass::in("GB")}});
  desk.bench.run(VoiceEvent{LegAnswered{desk.bench.leg(1, LegNumber::kAgent), false}});
  desk.fails(AttemptOutcome::kInvalid);
  CHECK(desk.state() == CallbackState::kActive);  // the agent decides
  desk.dial();
  desk.fails(AttemptOutcome::kInvalid);
  CHECK(desk.state() == CallbackState::kFailed);
}
