// Tests the extensions of phone numbers. An extension is kept and shown apart from its number, and
// is never dialled. An agent sends it into the call as digits, with an action of its own.
#include <string>

#include <catch2/catch.hpp>

#include "core/bench.hpp"

namespace callbackd::core::test {
namespace {

struct InHand {
  InHand() {
    alice = bench.enter_ready("alice");
    bench.post(1);
    bench.accept(alice, 1);
    id = bench.interaction(1);
  }
  void call(std::optional<ClassedNumber> number = std::nullopt) {
    bench.run(PlaceCall{alice, id, std::move(number)});
  }
  void answers(LegNumber number) {
    bench.run(VoiceEvent{LegAnswered{bench.leg(1, number), false}});
  }
  void connect(std::optional<ClassedNumber> number = std::nullopt) {
    call(std::move(number));
    answers(LegNumber::kAgent);
    answers(LegNumber::kContact);
  }
  InteractionView view() { return std::get<InteractionView>(bench.run(GetInteraction{alice, id})); }

  Bench bench;
  base::AgentId alice{};
  base::InteractionId id;
};

}  // namespace

TEST_CASE(
    "the extension of the number that was dialled is sent by one action, once it can be heard") {
  Bench bench;
  auto const alice = bench.enter_ready("alice");
  auto request = bench.request(1, "sales");
  request.extension = "012";
  bench.post(std::move(request));
  bench.accept(alice, 1);
  auto const id = bench.interaction(1);
  auto const send = [&](std::string party = {}) {
    return bench.run(SendExtension{alice, id, std::move(party)});
  };
  auto const view = [&] { return std::get<InteractionView>(bench.run(GetInteraction{alice, id})); };
  auto const listed = [&] {
    return (view().allowed_actions & static_cast<unsigned>(Action::kSendExtension)) != 0;
  };
  CHECK(view().extension == "012");
  CHECK_FALSE(listed());
  CHECK(refusal(send()).reason == RefusalReason::kWrongState);
  bench.run(PlaceCall{alice, id, {}});
  CHECK(view().attempts.back().extension == "012");
  bench.run(VoiceEvent{LegAnswered{bench.leg(1, LegNumber::kAgent), false}});
  CHECK_FALSE(listed());
  CHECK(refusal(send()).reason == RefusalReason::kWrongState);
  bench.run(VoiceEvent{LegAnswered{bench.leg(1, LegNumber::kContact), false}});
  CHECK(listed());
  for (auto const* party : {"", "contact"}) {
    REQUIRE(std::holds_alternative<InteractionView>(send(party)));
    auto const sent = bench.ordered<SendDigits>();
    REQUIRE(sent.size() == 1);
    CHECK(sent[0].leg == bench.leg(1, LegNumber::kContact));
    CHECK(sent[0].digits == "012");
  }
  CHECK(refusal(send("p7")).reason == RefusalReason::kNotFound);
  auto const& event = bench.ledger().events().back();
  CHECK(event.type == EventType::kDigitsSent);
  for (auto const& field : event.data) {
    CHECK_FALSE(std::holds_alternative<std::string>(field.value));  // no digits in the log
  }
  bench.run(HoldCall{alice, id});
  CHECK_FALSE(listed());
  CHECK(refusal(send()).reason == RefusalReason::kWrongState);
}

TEST_CASE("another number that is called has its own extension, or none") {
  InHand hand;
  ClassedNumber const other{phone(442079460999), NumberClass::in("GB"), "77"};
  hand.connect(other);
  CHECK(hand.view().attempts.back().extension == "77");
  CHECK(hand.view().extension.empty());
  hand.bench.restart();
  hand.bench.enter("alice");
  CHECK(hand.view().attempts.back().extension == "77");
  InHand plain;
  plain.connect();
  CHECK(refusal(plain.bench.run(SendExtension{plain.alice, plain.id, ""})).reason ==
        RefusalReason::kNotFound);
}

TEST_CASE("somebody outside who was asked into the call is sent the extension of that number") {
  InHand hand;
  hand.connect();
  CallTarget target;
  target.kind = CallTarget::Kind::kNumber;
  target.phone = ClassedNumber{phone(442079460999), NumberClass::in("GB"), "34"};
  hand.bench.run(ConferenceCall{hand.alice, hand.id, target});
  auto const send = [&] { return hand.bench.run(SendExtension{hand.alice, hand.id, "p2"}); };
  CHECK(refusal(send()).reason == RefusalReason::kWrongState);
  hand.answers(LegNumber{2});
  CHECK((hand.view().allowed_actions & static_cast<unsigned>(Action::kSendExtension)) != 0);
  CHECK(hand.view().parties.back().extension == "34");
  REQUIRE(std::holds_alternative<InteractionView>(send()));
  auto const sent = hand.bench.ordered<SendDigits>();
  REQUIRE(sent.size() == 1);
  CHECK(sent[0].leg == hand.bench.leg(1, LegNumber{2}));
  CHECK(sent[0].digits == "34");
}

TEST_CASE("a number counts once, with which extension ever") {
  Bench bench;
  auto first = bench.request(1, "sales");
  first.extension = "1";
  bench.post(std::move(first));
  auto again = bench.request(2, "sales");
  again.phone = bench.request(1, "sales").phone;
  again.extension = "2";
  CHECK(refusal(bench.post(std::move(again))).reason == RefusalReason::kDuplicateCallback);
  ChangeCallback change;
  change.id = callback_id(1);
  change.by = {Actor::Kind::kSite, "www"};
  change.phone = bench.request(1, "sales").phone;
  change.extension = "3";
  auto const view = std::get<CallbackView>(bench.run(std::move(change)));
  CHECK(view.extension == "3");
  bench.restart();
  CHECK(std::get<CallbackView>(bench.run(GetCallback{callback_id(1)})).extension == "3");
}

}  // namespace callbackd::core::test
