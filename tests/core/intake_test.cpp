#include <catch2/catch.hpp>

#include "core/bench.hpp"

using namespace callbackd;
using namespace callbackd::core;
using namespace callbackd::core::test;

namespace {

FieldError const& error(AnswerBody const& answer) {
  REQUIRE(refusal(answer).reason == RefusalReason::kInvalidFields);
  return refusal(answer).errors.at(0);
}

Actor const kCustomer{Actor::Kind::kCustomer, ""};

}  // namespace

TEST_CASE("an unknown or forbidden queue or routing point is refused on its field") {
  auto site = plain_site();
  queue_of(site, "support");
  site.sites[0].queues = {"sales"};
  Bench bench{site};
  CHECK(error(bench.post(bench.request(1, "nowhere"))).field == "queue");
  CHECK(error(bench.post(bench.request(1, "support"))).field == "queue");
  auto command = bench.request(1, "");
  command.routing_point = "nowhere";
  CHECK(error(bench.post(command)).field == "routing_point");
  CHECK(bench.core().callbacks() == 0);
}

TEST_CASE("a window that is over, upside down or too far ahead is refused") {
  Bench bench;
  auto command = bench.request(1);
  command.window = {std::nullopt, kStart};
  CHECK(error(bench.post(command)).rule == "in_past");
  command.window = {kStart + 2h, kStart + 2h};
  CHECK(error(bench.post(command)).rule == "range");
  command.window = {kStart + 24h * 366 + 1us, std::nullopt};
  CHECK(error(bench.post(command)).field == "when.not_before");
  command.window = {kStart + 24h * 366, std::nullopt};
  CHECK(std::holds_alternative<CallbackView>(bench.post(command)));
}

TEST_CASE("a later callback is scheduled and queued when it is due") {
  Bench bench;
  auto command = bench.request(1);
  command.window = {kStart + 1h, kStart + 2h};
  auto const view = std::get<CallbackView>(bench.post(command));
  CHECK(view.state == CallbackState::kScheduled);
  CHECK_FALSE(view.position);
  CHECK(view.expires_at == kStart + 2h);
  bench.pass(1h);
  CHECK(bench.state(1) == CallbackState::kQueued);
  CHECK(bench.row(1).queued_since == kStart + 1h);
}

TEST_CASE("a time that has passed means as soon as possible") {
  Bench bench;
  auto command = bench.request(1);
  command.window = {kStart - 5min, std::nullopt};
  CHECK(std::get<CallbackView>(bench.post(command)).state == CallbackState::kQueued);
}

TEST_CASE("the same number waits once per queue, and may again once it is done") {
  Bench bench;
  auto const alice = bench.enter("alice");
  bench.post(1);
  auto again = bench.request(2);
  again.phone = bench.request(1).phone;
  CHECK(refusal(bench.post(again)).reason == RefusalReason::kDuplicateCallback);
  CHECK(refusal(bench.post(again)).callback == callback_id(1));
  bench.run(SetAgentState{alice, true, ""});
  CHECK(refusal(bench.post(again)).callback == callback_id(1));
  bench.accept(alice, 1);
  CHECK(refusal(bench.post(again)).callback == callback_id(1));  // it may return to its queue
  bench.run(MarkDone{alice, bench.interaction(1), false});
  CHECK(std::holds_alternative<CallbackView>(bench.post(again)));
}

TEST_CASE("a blocked number is refused") {
  auto site = plain_site();
  site.sites[0].blocked_numbers = {phone(442071830001)};
  Bench bench{site};
  CHECK(error(bench.post(bench.request(1))).field == "contact.phone");
}

TEST_CASE("positions follow priority, then time") {
  Bench bench;
  bench.post(1);
  bench.pass(1s);
  auto urgent = bench.request(2);
  urgent.priority = 5;
  CHECK(std::get<CallbackView>(bench.post(urgent)).position == 1U);
  bench.post(3);
  CHECK(std::get<CallbackView>(bench.run(GetCallback{callback_id(1)})).position == 2U);
  CHECK(std::get<CallbackView>(bench.run(GetCallback{callback_id(3)})).position == 3U);
}

TEST_CASE("an unknown callback is not found") {
  Bench bench;
  CHECK(refusal(bench.run(GetCallback{callback_id(1)})).reason == RefusalReason::kNotFound);
  CHECK(refusal(bench.run(CancelCallback{callback_id(1), kCustomer})).reason ==
        RefusalReason::kNotFound);
  CHECK(refusal(bench.run(ExplainCallback{callback_id(1)})).reason == RefusalReason::kNotFound);
  CHECK(refusal(bench.run(EstimateQueue{"nowhere"})).reason == RefusalReason::kNotFound);
}

TEST_CASE("moving a callback while it is offered rescinds the offer") {
  Bench bench;
  auto const alice = bench.enter_ready("alice");
  bench.post(1);
  ChangeCallback command;
  command.id = callback_id(1);
  command.by = kCustomer;
  command.window = TimeWindow{kStart + 1h, std::nullopt};
  auto const view = std::get<CallbackView>(bench.run(command));
  CHECK(view.state == CallbackState::kScheduled);
  auto const closed = bench.notified<OfferClosed>(alice);
  REQUIRE(closed.size() == 1);
  CHECK(closed[0].offer.outcome == OfferOutcome::kRescinded);
  CHECK(bench.row(1).offers_counted == 0);
}

TEST_CASE("while active only the attributes may change") {
  Bench bench;
  auto const alice = bench.enter_ready("alice");
  bench.post(1);
  bench.accept(alice, 1);
  ChangeCallback command;
  command.id = callback_id(1);
  command.by = kCustomer;
  command.phone = phone(4411);
  CHECK(refusal(bench.run(command)).state == CallbackState::kActive);
  command.phone.reset();
  command.window = TimeWindow{};
  CHECK(refusal(bench.run(command)).reason == RefusalReason::kWrongState);
  command.window.reset();
  command.attributes_patch_json = R"({"topic":"x"})";
  CHECK(std::holds_alternative<CallbackView>(bench.run(command)));
  CHECK(bench.row(1).person_version == 2);
  CHECK(bench.notified<InteractionUpdated>(alice).size() == 1);
}

TEST_CASE("a change that cannot be done whole is not done at all") {
  Bench bench;
  bench.post(1);
  bench.post(2);
  ChangeCallback command;
  command.id = callback_id(2);
  command.by = {Actor::Kind::kSupervisor, "eve"};
  command.priority = 9;
  command.phone = bench.request(1).phone;
  CHECK(refusal(bench.run(command)).reason == RefusalReason::kDuplicateCallback);
  CHECK(bench.row(2).priority == 0);
}

TEST_CASE("a cancelled callback whose interaction is open answers its state again") {
  Bench bench;
  auto const alice = bench.enter_ready("alice");
  bench.post(1);
  bench.accept(alice, 1);
  bench.run(CancelCallback{callback_id(1), kCustomer});
  CHECK(bench.core().callbacks() == 1);
  auto const again = std::get<CallbackView>(bench.run(CancelCallback{callback_id(1), kCustomer}));
  CHECK(again.state == CallbackState::kCancelled);
  bench.restart();
  bench.enter("alice");
  auto const done = std::get<ClosedView>(bench.run(MarkDone{alice, bench.interaction(1), false}));
  CHECK(done.state == CallbackState::kCancelled);
  CHECK(bench.core().callbacks() == 0);
}

TEST_CASE("a cancel asked for in a call is granted when the agent gives the callback back") {
  Bench bench;
  auto const alice = bench.enter_ready("alice");
  bench.post(1);
  bench.accept(alice, 1);
  bench.run(PlaceCall{alice, bench.interaction(1), {}});
  auto const view = std::get<CallbackView>(bench.run(CancelCallback{callback_id(1), kCustomer}));
  CHECK(view.cancel_requested);
  CHECK(view.state == CallbackState::kActive);
  bench.run(EndCall{alice, bench.interaction(1), false});
  auto const closed = bench.run(ReleaseInteraction{alice, bench.interaction(1), ""});
  CHECK(std::get<ClosedView>(closed).state == CallbackState::kCancelled);
}

TEST_CASE("routing rules are tried in order and the closed queue is passed by") {
  auto site = plain_site();
  calendar::HoursRules rules;
  rules.zone = "UTC";
  site.hours.push_back({"never", calendar::OfficeHours::make(rules).value()});
  queue_of(site, "sales").hours = "never";
  queue_of(site, "overflow");
  queue_of(site, "german");
  site.routing_points.push_back(
      {"web",
       {{{RoutingCondition::Kind::kPrefix, "contact.locale", "de"}, "german", 4, {}, ""},
        {{RoutingCondition::Kind::kClosed, "sales", ""}, "overflow", {}, {}, ""},
        {{}, "sales", {}, {}, ""}}});
  Bench bench{site};
  auto command = bench.request(1, "");
  command.routing_point = "web";
  bench.post(command);
  CHECK(bench.row(1).queue == "overflow");
  command = bench.request(2, "");
  command.routing_point = "web";
  command.routing_values = {{"contact.locale", "de-AT"}};
  bench.post(command);
  CHECK(bench.row(2).queue == "german");
  CHECK(bench.row(2).priority == 4);
}

TEST_CASE("routing rules look at language, hours and how many wait, and combine") {
  using Kind = RoutingCondition::Kind;
  auto site = plain_site();
  calendar::HoursRules rules;
  rules.zone = "UTC";
  site.hours.push_back({"never", calendar::OfficeHours::make(rules).value()});
  for (auto const* name : {"german", "overflow", "night"}) queue_of(site, name);
  RoutingCondition const german{.kind = Kind::kLanguage, .value = "de"};
  RoutingCondition const night{.kind = Kind::kHours, .subject = "never"};
  RoutingCondition const full{.kind = Kind::kWaiting, .subject = "sales", .least = 2};
  RoutingCondition const open{.kind = Kind::kOpen, .subject = "sales"};
  RoutingCondition const german_by_day{.kind = Kind::kAll,
                                       .parts = {german, {.kind = Kind::kNot, .parts = {night}}}};
  site.routing_points.push_back(
      {"web",
       {{german_by_day, "german", {}, {}, ""},
        {{.kind = Kind::kAny, .parts = {night, full}}, "overflow", {}, {}, ""},
        {open, "sales", {}, {}, ""},
        {{}, "night", {}, {}, ""}}});
  Bench bench{site};
  auto const queue_for = [&](std::uint64_t number, std::string const& locale) {
    auto command = bench.request(number, "");
    command.routing_point = "web";
    command.routing_values = {{"contact.locale", locale}};
    bench.post(command);
    return bench.row(number).queue;
  };
  CHECK(queue_for(1, "DE-at") == "german");
  CHECK(queue_for(2, "en-GB") == "sales");
  CHECK(queue_for(3, "den") == "sales");
  CHECK(queue_for(4, "en-GB") == "overflow");
}

TEST_CASE("an idle agent who may not have the callback promises nothing") {
  auto site = plain_site();
  queue_of(site, "sales").preferred_agent = 60s;
  queue_of(site, "expert").targets.push_back({0s, {{"billing", 5}}});
  site.skills = {"billing"};
  site.routing_points.push_back({"web", {{{}, "sales", {}, {}, "bob"}}});
  Bench bench{site};
  bench.enter_ready("alice");
  auto const estimate_of = [](AnswerBody const& answer) {
    return std::get<CallbackView>(answer).estimate;
  };
  CHECK_FALSE(estimate_of(bench.post(bench.request(1, "expert"))));
  CHECK_FALSE(std::get<EstimateView>(bench.run(EstimateQueue{"expert"})).estimate);
  auto for_bob = bench.request(2, "");
  for_bob.routing_point = "web";
  CHECK_FALSE(estimate_of(bench.post(for_bob)));
  Bench another{site};
  another.enter_ready("alice");
  auto const at_once = estimate_of(another.post(another.request(1, "sales")));
  REQUIRE(at_once);
  CHECK(at_once->low_seconds == 0);
  CHECK(at_once->high_seconds == 20);  // the time of an offer
}

TEST_CASE("the estimate learns from accepts and says how often it was right") {
  Bench bench;
  auto estimate = std::get<EstimateView>(bench.run(EstimateQueue{"sales"}));
  CHECK_FALSE(estimate.estimate);
  auto const alice = bench.enter_ready("alice");
  for (std::uint64_t number = 1; number <= 8; ++number) bench.post(number);
  for (std::uint64_t number = 1; number <= 8; ++number) {
    bench.pass(10s);
    bench.accept(alice, number);
    bench.run(MarkDone{alice, bench.interaction(number), false});
  }
  bench.run(SetAgentState{alice, false, ""});
  estimate = std::get<EstimateView>(bench.run(EstimateQueue{"sales"}));
  REQUIRE(estimate.estimate);
  CHECK(estimate.position == 1);
  CHECK(estimate.estimate->low_seconds == 10);
  CHECK(estimate.estimate->high_seconds == 10);
}

TEST_CASE("an offered callback past its time expires when it is moved to another queue") {
  auto site = plain_site();
  queue_of(site, "support");
  queue_of(site, "sales").lifetime = 5s;
  Bench bench{site};
  auto const alice = bench.enter_ready("alice");
  bench.post(1);
  bench.pass(10s);  // an offer outlives the lifetime
  REQUIRE(bench.state(1) == CallbackState::kOffered);
  ChangeCallback command;
  command.id = callback_id(1);
  command.by = {Actor::Kind::kSupervisor, "eve"};
  command.queue = "support";
  bench.run(std::move(command));
  CHECK(bench.state(1) == CallbackState::kExpired);
  CHECK(bench.notified<OfferClosed>(alice).at(0).offer.outcome == OfferOutcome::kRescinded);
  CHECK(bench.core().callbacks() == 0);
}
