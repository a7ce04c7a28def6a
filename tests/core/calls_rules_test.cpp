// Tests more rules of calls: which numbers may be called, what counts as an attempt, and who is the
// author (`by`) of the event at a call's end.
#include <catch2/catch.hpp>

#include "core/bench.hpp"
#include "core/state/last_ended.hpp"

using namespace callbackd;
using namespace callbackd::core;
using namespace callbackd::core::test;

namespace {

SiteDefinition british_site() {
  auto site = plain_site();
  site.sites[0].countries = {"GB"};
  site.sites[0].blocked_numbers = {phone(442079999999)};
  return site;
}

struct InHand {
  explicit InHand(SiteDefinition site = plain_site()) : bench(std::move(site)) {
    alice = bench.enter_ready("alice");
    bench.post(1);
    bench.accept(alice, 1);
    id = bench.interaction(1);
  }
  AnswerBody call(std::optional<ClassedNumber> other) {
    return bench.run(PlaceCall{alice, id, std::move(other)});
  }
  AnswerBody reschedule(ClassedNumber other) {
    RescheduleInteraction command;
    command.agent = alice;
    command.interaction = id;
    command.window.not_before = bench.now() + 1h;
    command.phone = std::move(other);
    return bench.run(std::move(command));
  }
  void ends(LegNumber kind, AttemptOutcome outcome) {
    bench.run(VoiceEvent{LegEnded{bench.leg(1, kind), outcome, "16"}});
  }
  std::uint32_t attempts() {
    return std::get<CallbackView>(bench.run(GetCallback{callback_id(1)})).attempts;
  }
  EventRow const& last(EventType type) const {
    auto const& events = bench.ledger().events();
    auto const at = std::find_if(events.rbegin(), events.rend(),
                                 [&](auto const& event) { return event.type == type; });
    REQUIRE(at != events.rend());
    return *at;
  }
  Bench bench;
  base::AgentId alice{};
  base::InteractionId id;
};

ClassedNumber const kAbroad{phone(12025550123), NumberClass::in("US")};
ClassedNumber const kBlocked{phone(442079999999), NumberClass::in("GB")};
ClassedNumber const kAtHome{phone(442071112222), NumberClass::in("GB")};

}  // namespace

TEST_CASE("an agent calls only numbers that the callback's site lets be called") {
  InHand hand{british_site()};
  for (auto const& other : {kAbroad, kBlocked}) {
    CHECK(refusal(hand.call(other)).reason == RefusalReason::kNumberRefused);
    CHECK(refusal(hand.reschedule(other)).reason == RefusalReason::kNumberRefused);
  }
  CHECK(hand.bench.row(1).attempt_number == 0);
  CHECK(hand.bench.state(1) == CallbackState::kActive);
  CHECK(std::holds_alternative<InteractionView>(hand.call(kAtHome)));
}

TEST_CASE("a callback moved to another number of the site's countries keeps it") {
  InHand hand{british_site()};
  CHECK(std::holds_alternative<ClosedView>(hand.reschedule(kAtHome)));
  auto const view = std::get<CallbackView>(hand.bench.run(GetCallback{callback_id(1)}));
  CHECK(view.phone == kAtHome.number);
}

TEST_CASE("an attempt that never left the agent's phone is not counted as one") {
  InHand hand;
  hand.call({});
  CHECK(hand.attempts() == 1);
  hand.ends(LegNumber::kAgent, AttemptOutcome::kBusy);
  CHECK(hand.attempts() == 0);
  hand.call({});
  hand.bench.run(VoiceEvent{LegAnswered{hand.bench.leg(1, LegNumber::kAgent), false}});
  hand.ends(LegNumber::kContact, AttemptOutcome::kBusy);
  hand.ends(LegNumber::kAgent, AttemptOutcome::kAnswered);
  CHECK(hand.attempts() == 1);
  hand.bench.restart();
  CHECK(hand.attempts() == 1);
}

TEST_CASE(
    "the end of a call names the agent who asked for it, and nobody when the contact hung up") {
  InHand hand;
  hand.call({});
  hand.bench.run(EndCall{hand.alice, hand.id, false});
  hand.ends(LegNumber::kAgent, AttemptOutcome::kAnswered);
  CHECK(hand.last(EventType::kCallEnded).by == "agent:alice");
  hand.call({});
  hand.bench.run(VoiceEvent{LegAnswered{hand.bench.leg(1, LegNumber::kAgent), false}});
  hand.bench.run(VoiceEvent{LegAnswered{hand.bench.leg(1, LegNumber::kContact), false}});
  hand.ends(LegNumber::kContact, AttemptOutcome::kAnswered);
  hand.ends(LegNumber::kAgent, AttemptOutcome::kAnswered);
  CHECK(hand.last(EventType::kCallEnded).by.empty());
}

TEST_CASE(
    "a call that is being ended keeps its status and offers no call action until it is over") {
  InHand hand;
  hand.call({});
  hand.bench.run(VoiceEvent{LegAnswered{hand.bench.leg(1, LegNumber::kAgent), false}});
  hand.bench.run(VoiceEvent{LegAnswered{hand.bench.leg(1, LegNumber::kContact), false}});
  auto const ended = hand.bench.run(EndCall{hand.alice, hand.id, false});
  auto const view = std::get<InteractionView>(ended);
  CHECK(view.call_status == CallStatus::kConnected);
  constexpr auto kOfCalls =
      static_cast<unsigned>(Action::kCall) | static_cast<unsigned>(Action::kEnd) |
      static_cast<unsigned>(Action::kHold) | static_cast<unsigned>(Action::kResume) |
      static_cast<unsigned>(Action::kSendDtmf);
  CHECK((view.allowed_actions & kOfCalls) == 0);
  CHECK((view.allowed_actions & static_cast<unsigned>(Action::kMarkDone)) != 0);
  auto const again = hand.bench.run(EndCall{hand.alice, hand.id, false});
  CHECK(refusal(again).reason == RefusalReason::kWrongState);
  CHECK(refusal(again).detail == "The call is being ended.");
  CHECK(refusal(hand.call({})).reason == RefusalReason::kCallInProgress);
  hand.ends(LegNumber::kContact, AttemptOutcome::kAnswered);
  hand.ends(LegNumber::kAgent, AttemptOutcome::kAnswered);
  auto const shown = hand.bench.run(GetInteraction{hand.alice, hand.id});
  CHECK(std::get<InteractionView>(shown).call_status == CallStatus::kReadyToCall);
  CHECK(std::holds_alternative<InteractionView>(hand.call({})));
}

TEST_CASE("a call that outlives its cancelled callback over a restart can still be ended") {
  InHand hand;
  hand.call({});
  hand.bench.run(VoiceEvent{LegAnswered{hand.bench.leg(1, LegNumber::kAgent), false}});
  hand.bench.run(VoiceEvent{LegAnswered{hand.bench.leg(1, LegNumber::kContact), false}});
  hand.bench.run(EndCall{hand.alice, hand.id, false});
  hand.bench.run(CancelCallback{callback_id(1), {Actor::Kind::kCustomer, ""}});
  REQUIRE(hand.bench.state(1) == CallbackState::kCancelled);
  auto const agent = hand.bench.leg(1, LegNumber::kAgent);
  auto const contact = hand.bench.leg(1, LegNumber::kContact);
  hand.bench.restart({agent, contact});  // the order to hang up was lost with the old process
  hand.bench.enter("alice");
  auto const shown = hand.bench.run(GetInteraction{hand.alice, hand.id});
  auto const actions = std::get<InteractionView>(shown).allowed_actions;
  CHECK((actions & static_cast<unsigned>(Action::kEnd)) != 0);
  CHECK((actions & static_cast<unsigned>(Action::kMarkDone)) == 0);
  CHECK(refusal(hand.bench.run(MarkDone{hand.alice, hand.id, false})).reason ==
        RefusalReason::kCallInProgress);
  hand.bench.run(EndCall{hand.alice, hand.id, false});
  CHECK(std::holds_alternative<ClosedView>(hand.bench.run(MarkDone{hand.alice, hand.id, false})));
}

TEST_CASE("an interaction that ended is known to its agent for a while, and to nobody else") {
  InHand hand;
  auto const bob = hand.bench.enter("bob");
  hand.bench.run(MarkDone{hand.alice, hand.id, false});
  for (auto const& answer : {hand.bench.run(MarkDone{hand.alice, hand.id, false}),
                             hand.bench.run(GetInteraction{hand.alice, hand.id}), hand.call({})}) {
    CHECK(refusal(answer).reason == RefusalReason::kWrongState);
    CHECK(refusal(answer).state == CallbackState::kCompleted);
  }
  CHECK(refusal(hand.bench.run(MarkDone{bob, hand.id, false})).reason == RefusalReason::kNotFound);
  for (std::uint64_t number = 2; number < 2 + EndedInteractions::kKeptPerAgent; ++number) {
    hand.bench.post(number);
    hand.bench.accept(hand.alice, number);
    hand.bench.run(MarkDone{hand.alice, hand.bench.interaction(number), false});
  }
  CHECK(refusal(hand.call({})).reason == RefusalReason::kNotFound);
}

TEST_CASE("an interaction that was given back says where its callback went") {
  InHand hand;
  hand.bench.run(ReleaseInteraction{hand.alice, hand.id, ""});
  auto const answer = hand.bench.run(MarkDone{hand.alice, hand.id, false});
  CHECK(refusal(answer).state == CallbackState::kQueued);
}

TEST_CASE("a return to an agent who does not serve the queue goes on at once") {
  auto site = plain_site();
  agent_of(site, "carol").queues = {"support"};
  queue_of(site, "support");
  queue_of(site, "sales").on_reject = {ReturnTarget::Kind::kAgent, "carol"};
  Bench bench{site};
  auto const alice = bench.enter_ready("alice");
  bench.enter_ready("carol");
  bench.post(1);
  bench.enter_ready("bob");
  bench.run(RejectOffer{alice, bench.offer(1), ""});
  CHECK(bench.row(1).agent == "bob");
  CHECK(bench.row(1).reserved_agent.empty());
}

TEST_CASE("details that were changed since an asker looked at them are not changed by that asker") {
  Bench bench;
  bench.post(1);
  ChangeCallback change;
  change.id = callback_id(1);
  change.attributes_patch_json = R"({"a":1})";
  change.person_version = 1;
  CHECK(std::holds_alternative<CallbackView>(bench.run(change)));
  CHECK(refusal(bench.run(change)).reason == RefusalReason::kVersionConflict);
  change.person_version = 2;
  CHECK(std::holds_alternative<CallbackView>(bench.run(change)));
}
