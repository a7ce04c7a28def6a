// What else holds for calls: which numbers, what counts as an attempt, who is said to have ended
// one.
#include <catch2/catch.hpp>

#include "core/bench.hpp"

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
  AnswerBody call(std::optional<OtherNumber> other) {
    return bench.run(PlaceCall{alice, id, std::move(other)});
  }
  AnswerBody reschedule(OtherNumber other) {
    RescheduleInteraction command;
    command.agent = alice;
    command.interaction = id;
    command.window.not_before = bench.now() + 1h;
    command.phone = std::move(other);
    return bench.run(std::move(command));
  }
  void ends(LegKind kind, AttemptOutcome outcome) {
    bench.run(VoiceEvent{LegEnded{bench.leg(1, kind), outcome, "16"}});
  }
  std::uint32_t attempts() {
    return std::get<CallbackView>(bench.run(LookCallback{callback_id(1)})).attempts;
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

OtherNumber const kAbroad{phone(12025550123), "US"};
OtherNumber const kBlocked{phone(442079999999), "GB"};
OtherNumber const kAtHome{phone(442071112222), "GB"};

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
  auto const view = std::get<CallbackView>(hand.bench.run(LookCallback{callback_id(1)}));
  CHECK(view.phone == kAtHome.number);
}

TEST_CASE("an attempt that never left the agent's phone is not counted as one") {
  InHand hand;
  hand.call({});
  CHECK(hand.attempts() == 1);
  hand.ends(LegKind::kAgent, AttemptOutcome::kBusy);
  CHECK(hand.attempts() == 0);
  hand.call({});
  hand.bench.run(VoiceEvent{LegAnswered{hand.bench.leg(1, LegKind::kAgent), false}});
  hand.ends(LegKind::kContact, AttemptOutcome::kBusy);
  hand.ends(LegKind::kAgent, AttemptOutcome::kAnswered);
  CHECK(hand.attempts() == 1);
  hand.bench.restart();
  CHECK(hand.attempts() == 1);
}

TEST_CASE(
    "the end of a call names the agent who asked for it, and nobody when the contact hung up") {
  InHand hand;
  hand.call({});
  hand.bench.run(EndCall{hand.alice, hand.id, false});
  hand.ends(LegKind::kAgent, AttemptOutcome::kAnswered);
  CHECK(hand.last(EventType::kCallEnded).by == "agent:alice");
  hand.call({});
  hand.bench.run(VoiceEvent{LegAnswered{hand.bench.leg(1, LegKind::kAgent), false}});
  hand.bench.run(VoiceEvent{LegAnswered{hand.bench.leg(1, LegKind::kContact), false}});
  hand.ends(LegKind::kContact, AttemptOutcome::kAnswered);
  hand.ends(LegKind::kAgent, AttemptOutcome::kAnswered);
  CHECK(hand.last(EventType::kCallEnded).by.empty());
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

TEST_CASE("details that were changed since they were looked at are not changed by who looked") {
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
