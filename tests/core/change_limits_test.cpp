// Tests the limits of changes: how often one callback may be changed, and how often its agent is
// told of changes. The tests use the whole core.
#include <catch2/catch.hpp>

#include "core/bench.hpp"
#include "core/rules/change_limits.hpp"

using namespace callbackd;
using namespace callbackd::core;
using namespace callbackd::core::test;

namespace {

Actor const kCustomer{Actor::Kind::kCustomer, ""};
Actor const kWebsite{Actor::Kind::kSite, "www"};
Actor const kSupervisor{Actor::Kind::kSupervisor, "eve"};

ChangeCallback change(Actor by) {
  ChangeCallback command;
  command.id = callback_id(1);
  command.by = std::move(by);
  command.attributes_patch_json = "{}";
  return command;
}

bool changed(Bench& bench, ChangeCallback const& command) {
  return std::holds_alternative<CallbackView>(bench.run(command));
}

void check_limit(AnswerBody const& answer, RequestLimit limit, std::chrono::seconds wait) {
  CHECK(refusal(answer).reason == RefusalReason::kLimitReached);
  CHECK(refusal(answer).limit == limit);
  CHECK(refusal(answer).retry_after == wait);
  CHECK(refusal(answer).detail.find(to_text(limit)) != std::string::npos);
}

SiteDefinition with_layout(std::string const& from) {
  auto site = plain_site();
  site.layouts.push_back({"case", {}, {{"Topic", from}}, {}});
  queue_of(site, "sales").layout = "case";
  return site;
}

// Posts callback 1 and lets alice accept it. Returns alice's id.
base::AgentId in_hand(Bench& bench) {
  bench.post(1);
  auto const alice = bench.enter_ready("alice");
  bench.accept(alice, 1);
  return alice;
}

std::size_t told(Bench const& bench, base::AgentId agent) {
  return bench.notified<InteractionUpdated>(agent).size();
}

}  // namespace

TEST_CASE("a customer and a site change a callback ten times at once each, and then every 6 s") {
  Bench bench;
  bench.post(1);
  for (int i = 0; i < 10; ++i) CHECK(changed(bench, change(kCustomer)));
  check_limit(bench.run(change(kCustomer)), RequestLimit::kChangesPerMinute, 6s);
  for (int i = 0; i < 10; ++i) CHECK(changed(bench, change(kWebsite)));
  check_limit(bench.run(change(kWebsite)), RequestLimit::kChangesPerMinute, 6s);
  bench.pass(6s);
  CHECK(changed(bench, change(kCustomer)));
  check_limit(bench.run(change(kCustomer)), RequestLimit::kChangesPerMinute, 6s);
  bench.pass(1min);
  for (int i = 0; i < 10; ++i) CHECK(changed(bench, change(kCustomer)));
}

TEST_CASE("a supervisor changes a callback as often as needed, and anybody may cancel it") {
  Bench bench;
  bench.post(1);
  for (int i = 0; i < 150; ++i) CHECK(changed(bench, change(kSupervisor)));
  for (int i = 0; i < 10; ++i) CHECK(changed(bench, change(kCustomer)));
  CHECK_FALSE(changed(bench, change(kCustomer)));
  CHECK(std::holds_alternative<CallbackView>(bench.run(CancelCallback{callback_id(1), kCustomer})));
}

TEST_CASE("a callback is changed a hundred times in its life, whatever restarts in between") {
  Bench bench;
  bench.post(1);
  for (int i = 0; i < 100; ++i) {
    CHECK(changed(bench, change(kCustomer)));
    bench.pass(6s);
    if (i % 30 == 29) bench.restart();
  }
  bench.pass(10min);
  check_limit(bench.run(change(kCustomer)), RequestLimit::kChangesPerCallback, 0s);
  CHECK(changed(bench, change(kWebsite)));
}

TEST_CASE("a restart does not let ten more changes through") {
  Bench bench;
  bench.post(1);
  for (int i = 0; i < 10; ++i) CHECK(changed(bench, change(kCustomer)));
  bench.restart();
  check_limit(bench.run(change(kCustomer)), RequestLimit::kChangesPerMinute, 6s);
}

TEST_CASE("a callback gets another number three times by each of token and key") {
  Bench bench;
  bench.post(1);
  auto const renumber = [](Actor const& by, std::uint64_t digits) {
    auto command = change(by);
    command.phone = phone(digits);
    return command;
  };
  for (std::uint64_t i = 1; i <= 3; ++i) CHECK(changed(bench, renumber(kCustomer, 100 + i)));
  check_limit(bench.run(renumber(kCustomer, 104)), RequestLimit::kNumberChanges, 0s);
  CHECK(changed(bench, renumber(kCustomer, 103)));  // the number that it has
  for (std::uint64_t i = 1; i <= 3; ++i) CHECK(changed(bench, renumber(kWebsite, 200 + i)));
  check_limit(bench.run(renumber(kWebsite, 204)), RequestLimit::kNumberChanges, 0s);
  bench.restart();
  check_limit(bench.run(renumber(kCustomer, 105)), RequestLimit::kNumberChanges, 0s);
}

TEST_CASE("a request that is refused for another reason counts as no change") {
  Bench bench;
  bench.post(1);
  auto wrong = change(kCustomer);
  wrong.window = TimeWindow{std::nullopt, bench.now() - 1h};
  for (int i = 0; i < 20; ++i) CHECK_FALSE(changed(bench, wrong));
  CHECK(bench.row(1).token_changes.count == 0);
  CHECK(changed(bench, change(kCustomer)));
  CHECK(bench.row(1).token_changes.count == 1);
}

TEST_CASE(
    "changes by others to an interaction are told once in a quarter of a second, the last state") {
  Bench bench;
  auto const alice = in_hand(bench);
  bench.pass(1s);
  CHECK(changed(bench, change(kSupervisor)));
  CHECK(told(bench, alice) == 1);
  for (int i = 0; i < 50; ++i) {
    bench.let_time_go(1ms);
    CHECK(changed(bench, change(kSupervisor)));
    CHECK(told(bench, alice) == 0);
  }
  bench.pass(199ms);
  CHECK(told(bench, alice) == 0);
  bench.pass(1ms);
  CHECK(told(bench, alice) == 1);
  bench.pass(1s);
  CHECK(told(bench, alice) == 0);
}

TEST_CASE("the agent's own changes are told at once, with those that were kept back") {
  Bench bench;
  auto const alice = in_hand(bench);
  CHECK(changed(bench, change(kSupervisor)));
  CHECK(changed(bench, change(kSupervisor)));
  CHECK(told(bench, alice) == 0);
  bench.run(SetDisposition{alice, bench.interaction(1), "sold"});
  CHECK(told(bench, alice) == 1);
  bench.pass(1s);
  CHECK(told(bench, alice) == 0);
}

TEST_CASE("a change that was kept back is not told after the interaction is closed") {
  Bench bench;
  auto const alice = in_hand(bench);
  CHECK(changed(bench, change(kSupervisor)));
  CHECK(changed(bench, change(kSupervisor)));
  bench.run(ReleaseInteraction{alice, bench.interaction(1), ""});
  CHECK(told(bench, alice) == 0);
  bench.pass(1s);
  CHECK(told(bench, alice) == 0);
}

TEST_CASE(
    "an agent is told of a nested attribute if the layout shows it or the object that it is in") {
  for (auto const& [from, is_told] :
       {std::pair{"attributes.order.total", true}, std::pair{"attributes.order", true},
        std::pair{"attributes.order.city", false}, std::pair{"attributes.order.totals", false}}) {
    Bench bench{with_layout(from)};
    auto const alice = in_hand(bench);
    auto command = change(kCustomer);
    command.attributes_changed = {"order.total"};
    CHECK(changed(bench, command));
    CHECK((told(bench, alice) == 1) == is_told);
  }
}

TEST_CASE("an agent is not told of attributes that the layout does not show") {
  for (auto const& [from, is_told] :
       {std::pair{"attributes.topic", true}, std::pair{"attributes.topic.name", true},
        std::pair{"attributes.topics", false}, std::pair{"contact.name", false}}) {
    Bench bench{with_layout(from)};
    auto const alice = in_hand(bench);
    auto command = change(kCustomer);
    command.attributes_changed = {"topic"};
    CHECK(changed(bench, command));
    CHECK((told(bench, alice) == 1) == is_told);
    bench.pass(1s);
    command.attributes_changed = std::vector<std::string>{};
    CHECK(changed(bench, command));
    CHECK(told(bench, alice) == 0);
  }
}
