#include <catch2/catch.hpp>

#include "core/bench.hpp"

using namespace callbackd;
using namespace callbackd::core;
using namespace callbackd::core::test;

namespace {

// Test support: alice has accepted callback 1, and its interaction is open.
struct InHand {
  explicit InHand(SiteDefinition site = plain_site()) : bench(std::move(site)) {
    alice = bench.enter_ready("alice");
    bench.post(1);
    bench.accept(alice, 1);
    id = bench.interaction(1);
  }
  AnswerBody call() { return bench.run(PlaceCall{alice, id, {}}); }
  void answers(LegNumber kind) { bench.run(VoiceEvent{LegAnswered{bench.leg(1, kind), false}}); }
  void ends(LegNumber kind, AttemptOutcome outcome) {
    bench.run(VoiceEvent{LegEnded{bench.leg(1, kind), outcome, "16"}});
  }
  void connect() {
    call();
    answers(LegNumber::kAgent);
    answers(LegNumber::kContact);
  }
  InteractionView view() { return std::get<InteractionView>(bench.run(GetInteraction{alice, id})); }

  Bench bench;
  base::AgentId alice{};
  base::InteractionId id;
};

}  // namespace

TEST_CASE("the agent's leg is dialled first, then the contact, then both are mixed") {
  InHand hand;
  hand.call();
  auto dials = hand.bench.ordered<Dial>();
  REQUIRE(dials.size() == 1);
  CHECK(dials[0].endpoint == "1001");
  hand.answers(LegNumber::kAgent);
  dials = hand.bench.ordered<Dial>();
  REQUIRE(dials.size() == 1);
  CHECK(dials[0].endpoint == "+442071830001");
  hand.answers(LegNumber::kContact);
  CHECK(hand.bench.ordered<Join>().size() == 2);
  CHECK(hand.view().call_status == CallStatus::kConnected);
}

TEST_CASE("an agent without a phone is reached through the simulator's name") {
  Bench bench;
  auto const bob = bench.enter_ready("bob");
  bench.post(1);
  bench.accept(bob, 1);
  bench.run(PlaceCall{bob, bench.interaction(1),
                      ClassedNumber{phone(12025550123), NumberClass::in("US")}});
  CHECK(bench.ordered<Dial>().at(0).endpoint == "sim:bob");
  CHECK(bench.ledger().attempts().begin()->second.phone == phone(12025550123));
}

TEST_CASE("each outcome of the contact's leg becomes the attempt's") {
  for (auto const outcome :
       {AttemptOutcome::kBusy, AttemptOutcome::kNoAnswer, AttemptOutcome::kRejected,
        AttemptOutcome::kInvalid, AttemptOutcome::kUnreachable, AttemptOutcome::kFailed}) {
    InHand hand;
    hand.call();
    hand.answers(LegNumber::kAgent);
    hand.ends(LegNumber::kContact, outcome);
    CHECK(hand.bench.ordered<HangUp>().size() == 1);
    hand.ends(LegNumber::kAgent, AttemptOutcome::kAnswered);
    CHECK(hand.view().attempts.at(0).outcome == outcome);
    CHECK(hand.view().call_status == CallStatus::kReadyToCall);
    CHECK(hand.bench.state(1) == CallbackState::kActive);
  }
}

TEST_CASE("an agent's phone that does not answer is not the contact's failure") {
  InHand hand;
  hand.call();
  hand.ends(LegNumber::kAgent, AttemptOutcome::kNoAnswer);
  CHECK(hand.view().attempts.at(0).outcome == AttemptOutcome::kAgentUnreachable);
  CHECK(hand.view().call_status == CallStatus::kReadyToCall);
}

TEST_CASE("an agent who hangs up the own phone ends the call") {
  InHand hand;
  hand.connect();
  hand.ends(LegNumber::kAgent, AttemptOutcome::kAnswered);
  CHECK(hand.bench.ordered<HangUp>().at(0).leg.number == LegNumber::kContact);
  hand.ends(LegNumber::kContact, AttemptOutcome::kAnswered);
  CHECK(hand.view().attempts.at(0).outcome == AttemptOutcome::kAnswered);
}

TEST_CASE("a late word about an attempt that is over is ignored") {
  InHand hand;
  hand.call();
  auto const old = hand.bench.leg(1, LegNumber::kAgent);
  hand.ends(LegNumber::kAgent, AttemptOutcome::kNoAnswer);
  hand.call();
  hand.bench.run(VoiceEvent{LegAnswered{old, false}});
  CHECK(hand.bench.ordered<Dial>().empty());
  hand.bench.run(
      VoiceEvent{LegEnded{{{callback_id(99), 1}, LegNumber::kAgent}, AttemptOutcome::kBusy, ""}});
  CHECK(hand.view().call_status == CallStatus::kDialing);
}

TEST_CASE("a repeated answer of a leg dials and mixes nothing again") {
  InHand hand;
  hand.connect();
  hand.answers(LegNumber::kAgent);
  CHECK(hand.bench.ordered<Dial>().empty());
  hand.answers(LegNumber::kContact);
  CHECK(hand.bench.ordered<Join>().empty());
}

TEST_CASE("no call while one is live, none without a gateway, none for someone else") {
  InHand hand;
  auto const bob = hand.bench.enter("bob");
  CHECK(refusal(hand.bench.run(PlaceCall{bob, hand.id, {}})).reason == RefusalReason::kNotFound);
  hand.bench.run(VoiceEvent{LinkChanged{false}});
  CHECK(refusal(hand.call()).reason == RefusalReason::kUnavailable);
  hand.bench.run(VoiceEvent{LinkChanged{true}});
  CHECK(hand.bench.ordered<TakeSnapshot>().size() == 1);
  hand.call();
  CHECK(refusal(hand.call()).reason == RefusalReason::kCallInProgress);
}

TEST_CASE("a live call comes before anything else that Mark Done might miss") {
  auto site = plain_site();
  queue_of(site, "sales").disposition_required = true;
  InHand hand{site};
  hand.connect();
  auto const done = [&](bool end_call) {
    return hand.bench.run(MarkDone{hand.alice, hand.id, end_call});
  };
  CHECK(refusal(done(false)).reason == RefusalReason::kCallInProgress);
  CHECK(refusal(done(true)).reason == RefusalReason::kDispositionRequired);
  hand.bench.run(SetDisposition{hand.alice, hand.id, "sold"});
  CHECK(std::get<ClosedView>(done(true)).state == CallbackState::kCompleted);
  CHECK(hand.bench.ordered<HangUp>().size() == 2);
  CHECK(hand.bench.ledger().attempts().begin()->second.outcome == AttemptOutcome::kAnswered);
}

TEST_CASE("digits are checked, and logged as a count unless the queue says otherwise") {
  InHand hand;
  hand.connect();
  auto const send = [&](std::string digits) {
    return hand.bench.run(SendDtmf{hand.alice, hand.id, std::move(digits)});
  };
  CHECK(refusal(send("")).errors.at(0).field == "digits");
  CHECK(refusal(send(std::string(33, '1'))).errors.at(0).rule == "too_long");
  CHECK(refusal(send("1a")).errors.at(0).rule == "format");
  send("12*#AD");
  for (auto const& field : hand.bench.ledger().events().back().data)
    CHECK(std::string{field.key} != "digits");
  CHECK(hand.bench.ordered<SendDigits>().at(0).digits == "12*#AD");
}

TEST_CASE("a live call survives a restart, a dead one is lost") {
  InHand hand;
  hand.connect();
  hand.bench.restart(
      {hand.bench.leg(1, LegNumber::kAgent), hand.bench.leg(1, LegNumber::kContact)});
  CHECK(hand.view().call_status == CallStatus::kConnected);
  hand.bench.restart({});
  CHECK(hand.view().call_status == CallStatus::kReadyToCall);
  CHECK(hand.view().attempts.at(0).outcome == AttemptOutcome::kLost);
}

TEST_CASE("a leg that belongs to no open attempt is hung up") {
  InHand hand;
  LegId const stray{{callback_id(1), 7}, LegNumber::kContact};
  hand.bench.restart({stray});
  CHECK(hand.bench.ordered<HangUp>().at(0).leg == stray);
}

TEST_CASE("a snapshot that was asked for before the dial cannot end the call") {
  InHand hand;
  hand.bench.run(VoiceEvent{LinkChanged{true}});
  hand.call();
  hand.bench.run(VoiceEvent{SnapshotTaken{{}}});
  CHECK(hand.view().call_status == CallStatus::kDialing);
}

TEST_CASE("a note of an older version is refused and the newer one stays") {
  InHand hand;
  hand.bench.run(SetNote{hand.alice, hand.id, "first", 0});
  CHECK(refusal(hand.bench.run(SetNote{hand.alice, hand.id, "second", 0})).reason ==
        RefusalReason::kVersionConflict);
  CHECK(hand.view().note == "first");
  CHECK(hand.view().note_version == 1);
}

TEST_CASE("codes of the whole tree that group no others may be chosen, until Mark Done") {
  InHand hand;
  for (auto const* code : {"sold", "price"}) {
    hand.bench.run(SetDisposition{hand.alice, hand.id, code});
    CHECK(hand.view().disposition == code);
  }
  auto const group = hand.bench.run(SetDisposition{hand.alice, hand.id, "lost"});
  CHECK(refusal(group).errors.at(0).field == "code");
  CHECK(refusal(group).errors.at(0).rule == "has_children");
  CHECK(hand.view().disposition == "price");
  auto const answer = hand.bench.run(SetDisposition{hand.alice, hand.id, "other"});
  CHECK(refusal(answer).errors.at(0).field == "code");
}

TEST_CASE("after-call work that lasts too long is done by itself with the default code") {
  auto site = plain_site();
  queue_of(site, "sales").after_call_work_limit = 30s;
  queue_of(site, "sales").default_code = "price";
  InHand hand{site};
  hand.bench.pass(100s);
  CHECK(hand.bench.state(1) == CallbackState::kActive);  // preview has no limit
  hand.connect();
  hand.ends(LegNumber::kContact, AttemptOutcome::kAnswered);
  CHECK_FALSE(hand.view().after_call_work_until);
  hand.ends(LegNumber::kAgent, AttemptOutcome::kAnswered);
  auto const until = hand.bench.now() + 30s;
  auto const told = hand.bench.notified<InteractionUpdated>(hand.alice);
  REQUIRE_FALSE(told.empty());
  CHECK(told.back().interaction.after_call_work_until == until);
  hand.bench.restart();
  hand.bench.enter("alice");
  CHECK(hand.view().after_call_work_until == until);
  hand.bench.pass(30s);
  CHECK(hand.bench.state(1) == CallbackState::kCompleted);
  CHECK(hand.bench.row(1).disposition == "price");
}

TEST_CASE("a released callback keeps its place and passes by the agent who released it") {
  InHand hand;
  auto const since = hand.bench.row(1).queued_since;
  hand.bench.pass(5s);
  hand.bench.run(ReleaseInteraction{hand.alice, hand.id, ""});
  CHECK(hand.bench.state(1) == CallbackState::kQueued);
  CHECK(hand.bench.row(1).queued_since == since);
  hand.bench.enter_ready("bob");
  CHECK(hand.bench.row(1).agent == "bob");
}

TEST_CASE("after-call work of a cancelled callback ends by itself too, without a code") {
  auto site = plain_site();
  queue_of(site, "sales").after_call_work_limit = 30s;
  queue_of(site, "sales").default_code = "price";
  InHand hand{site};
  hand.connect();
  hand.ends(LegNumber::kContact, AttemptOutcome::kAnswered);
  hand.ends(LegNumber::kAgent, AttemptOutcome::kAnswered);
  hand.bench.run(CancelCallback{callback_id(1), {Actor::Kind::kCustomer, ""}});
  CHECK(hand.bench.state(1) == CallbackState::kCancelled);
  hand.bench.pass(30s);
  auto const closed = hand.bench.notified<InteractionClosed>(hand.alice);
  REQUIRE(closed.size() == 1);
  CHECK(closed[0].outcome == InteractionOutcome::kCancelled);
  CHECK(hand.bench.row(1).disposition.empty());
  CHECK(hand.bench.core().callbacks() == 0);
}

TEST_CASE("an agent's leg that answers before the first snapshot dials nobody again") {
  auto site = share(plain_site());
  Bench bench;
  auto const alice = bench.enter_ready("alice");
  bench.post(1);
  bench.accept(alice, 1);
  bench.run(PlaceCall{alice, bench.interaction(1), {}});
  bench.run(VoiceEvent{LegAnswered{bench.leg(1, LegNumber::kAgent), false}});

  Core core{kHashKey};  // the contact was dialled before the restart
  core.restore(site, bench.ledger().restored());
  Effects effects;
  std::uint64_t serial = 1'000;
  auto const run = [&](CommandBody body) {
    core.step(bench.now(), {base::Serial{++serial}, RequestRef::kNobody, std::move(body)}, effects);
  };
  run(StartUp{});
  run(VoiceEvent{LegAnswered{bench.leg(1, LegNumber::kAgent), false}});
  for (auto const& release : effects.releases) {
    auto const* order = std::get_if<VoiceOrder>(&release);
    CHECK_FALSE((order && std::holds_alternative<Dial>(*order)));
  }
}

TEST_CASE("a leg that was never dialled cannot end") {
  InHand hand;
  hand.call();
  hand.ends(LegNumber::kContact, AttemptOutcome::kBusy);
  CHECK(hand.view().call_status == CallStatus::kDialing);
  hand.ends(LegNumber::kAgent, AttemptOutcome::kBusy);
  CHECK(hand.view().attempts.at(0).outcome == AttemptOutcome::kAgentUnreachable);
}

TEST_CASE("the words of a gateway are taken once, and never about what is over") {
  InHand hand;
  hand.connect();
  hand.answers(LegNumber::kAgent);
  hand.answers(LegNumber::kContact);
  CHECK(hand.bench.ordered<Dial>().empty());
  hand.ends(LegNumber::kContact, AttemptOutcome::kAnswered);
  hand.ends(LegNumber::kContact, AttemptOutcome::kBusy);
  hand.ends(LegNumber::kAgent, AttemptOutcome::kAnswered);
  hand.ends(LegNumber::kAgent, AttemptOutcome::kFailed);
  hand.answers(LegNumber::kAgent);
  CHECK(hand.view().attempts.at(0).outcome == AttemptOutcome::kAnswered);
  CHECK(hand.view().call_status == CallStatus::kReadyToCall);
  hand.bench.run(
      VoiceEvent{LegEnded{{{callback_id(77), 4'000'000'000U}, LegNumber::kAgent}, {}, ""}});
}

TEST_CASE("a callback is not called without end") {
  InHand hand;
  for (int i = 0; i < 200; ++i) {
    REQUIRE(std::holds_alternative<InteractionView>(hand.call()));
    hand.ends(LegNumber::kAgent, AttemptOutcome::kBusy);
  }
  CHECK(refusal(hand.call()).reason == RefusalReason::kLimitReached);
}
