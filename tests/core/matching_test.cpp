#include <catch2/catch.hpp>

#include "core/bench.hpp"

using namespace callbackd;
using namespace callbackd::core;
using namespace callbackd::core::test;

namespace {

// Test support: alice and bob are Ready, and each of them may have three callbacks at the same
// time. alice became Ready first.
struct Two {
  explicit Two(SiteDefinition site = plain_site()) : bench(roomy(std::move(site))) {
    alice = bench.enter_ready("alice");
    bench.pass(1s);
    bob = bench.enter_ready("bob");
    bench.pass(1s);
  }
  static SiteDefinition roomy(SiteDefinition site) {
    agent_of(site, "alice").capacity = 3;
    agent_of(site, "bob").capacity = 3;
    return site;
  }
  Bench bench;
  base::AgentId alice{};
  base::AgentId bob{};
};

SiteDefinition choosing(AgentChoice choice) {
  auto site = plain_site();
  queue_of(site, "sales").agent_choice = choice;
  return site;
}

}  // namespace

TEST_CASE("the longest idle agent is asked, and an offer ends idleness") {
  Two two{choosing(AgentChoice::kLongestIdle)};
  two.bench.post(1);
  CHECK(two.bench.row(1).agent == "alice");
  two.bench.accept(two.alice, 1);
  two.bench.pass(1s);
  two.bench.post(2);
  CHECK(two.bench.row(2).agent == "bob");
}

TEST_CASE("the least occupied agent is asked") {
  Two two{choosing(AgentChoice::kLeastOccupied)};
  two.bench.post(1);
  two.bench.accept(two.alice, 1);
  two.bench.pass(1s);
  two.bench.post(2);
  CHECK(two.bench.row(2).agent == "bob");
  two.bench.accept(two.bob, 2);
  two.bench.run(MarkDone{two.alice, two.bench.interaction(1), false});
  two.bench.pass(1s);
  two.bench.post(3);
  CHECK(two.bench.row(3).agent == "alice");
}

TEST_CASE("the agent with the highest sum of asked skills is asked") {
  auto site = choosing(AgentChoice::kHighestSkill);
  agent_of(site, "alice").skills = {{"english", 5}, {"billing", 9}};
  agent_of(site, "bob").skills = {{"english", 7}};
  queue_of(site, "sales").targets = {{0s, {{"english", 3}}}};
  Two two{site};
  two.bench.post(1);
  CHECK(two.bench.row(1).agent == "bob");
}

TEST_CASE("round robin asks the one who was asked least recently") {
  Two two{choosing(AgentChoice::kRoundRobin)};
  std::string order;
  for (std::uint64_t const number : {1U, 2U, 3U, 4U}) {
    two.bench.post(number);
    order += two.bench.row(number).agent[0];
    two.bench.pass(1s);
  }
  CHECK(order == "abab");
}

TEST_CASE("an agent serves the named queues only") {
  auto site = plain_site();
  queue_of(site, "support");
  agent_of(site, "alice").queues = {"support"};
  Bench bench{site};
  bench.enter_ready("alice");
  bench.post(1, "sales");
  bench.post(2, "support");
  CHECK(bench.state(1) == CallbackState::kQueued);
  CHECK(bench.state(2) == CallbackState::kOffered);
}

TEST_CASE("a user who only supervises is offered nothing and counts as no candidate") {
  auto site = plain_site();
  agent_of(site, "alice").roles = {Role::kSupervisor};
  Bench bench{site};
  bench.enter_ready("alice");
  bench.post(1, "sales");
  CHECK(bench.state(1) == CallbackState::kQueued);
}

TEST_CASE("an offer says why it went to this agent") {
  Two two{choosing(AgentChoice::kLongestIdle)};
  two.bench.post(1);
  auto const& why = two.bench.ledger().offers().at(two.bench.offer(1)).why;
  CHECK(why.candidates == 2);
  CHECK(why.chosen_by == ChosenBy::kLongestIdle);
  two.bench.run(RejectOffer{two.alice, two.bench.offer(1), ""});
  auto const& next = two.bench.ledger().offers().at(two.bench.offer(1)).why;
  CHECK(next.candidates == 2);
  CHECK(next.chosen_by == ChosenBy::kOnlyCandidate);
  REQUIRE(next.excluded.size() == 1);
  CHECK(next.excluded[0].reason == ExclusionReason::kLetItGo);
}

TEST_CASE("a waiting callback says which skill is missing") {
  auto site = plain_site();
  queue_of(site, "sales").targets = {{0s, {{"english", 8}}}, {60s, {{"english", 4}}}};
  agent_of(site, "alice").skills = {{"english", 5}};
  Bench bench{site};
  bench.enter_ready("alice");
  bench.post(1);
  auto const view = std::get<ExplainView>(bench.run(ExplainCallback{callback_id(1)}));
  REQUIRE(view.waiting);
  auto const& excluded = view.waiting->excluded;
  REQUIRE(excluded.size() == 2);  // bob is not connected
  CHECK(excluded[0].reason == ExclusionReason::kDisconnected);
  CHECK(excluded[1].skill == "english");
  CHECK(excluded[1].required == 8);
  CHECK(excluded[1].highest_level == 5);
  CHECK(excluded[1].until == kStart + 60s);
  CHECK(view.waiting->next_change_at == kStart + 60s);
}

TEST_CASE("explain says when each reason ends, as far as waiting ends it") {
  auto site = plain_site();
  auto& sales = queue_of(site, "sales");
  sales.exclusion = 120s;
  sales.targets = {{0s, {{"english", 8}}}, {60s, {{"billing", 2}, {"english", 8}}}, {90s, {}}};
  agent_of(site, "alice").skills = {{"english", 9}};
  agent_of(site, "bob").skills = {{"billing", 9}};
  Bench bench{site};
  auto const alice = bench.enter_ready("alice");
  bench.enter_ready("bob");
  bench.post(1);
  bench.run(RejectOffer{alice, bench.offer(1), ""});
  auto const excluded = [&](std::uint64_t number) {
    auto const answer = bench.run(ExplainCallback{callback_id(number)});
    return std::get<ExplainView>(answer).waiting->excluded;
  };
  auto const rejected = excluded(1);
  REQUIRE(rejected.size() == 2);
  CHECK(rejected[0].reason == ExclusionReason::kSkill);
  CHECK(rejected[0].until == kStart + 90s);  // the step before asks for as much
  CHECK(rejected[0].highest_level == 0);
  CHECK(rejected[1].reason == ExclusionReason::kLetItGo);
  CHECK(rejected[1].until == kStart + 120s);

  auto later = bench.request(2);
  later.window.not_before = kStart + 3h;
  bench.post(later);
  auto const scheduled = excluded(2);
  REQUIRE(scheduled.size() == 1);
  CHECK(scheduled[0].reason == ExclusionReason::kNotDue);
  CHECK(scheduled[0].count == 2);
  CHECK(scheduled[0].until == kStart + 3h);
}

TEST_CASE("a skill that a routing rule asks for does not relax with the targets") {
  auto site = plain_site();
  queue_of(site, "sales").targets = {{0s, {{"english", 5}}}, {60s, {}}};
  RoutingRule rule;
  rule.queue = "sales";
  rule.skills = {{"english", 5}};
  site.routing_points.push_back({"web", {rule}});
  Bench bench{site};
  bench.enter_ready("alice");
  auto command = bench.request(1, "");
  command.routing_point = "web";
  bench.post(command);
  auto const view = std::get<ExplainView>(bench.run(ExplainCallback{callback_id(1)}));
  auto const& skill = view.waiting->excluded.back();
  CHECK(skill.reason == ExclusionReason::kSkill);
  CHECK_FALSE(skill.until);
}

TEST_CASE("of callbacks that seek an agent at one instant, the first in order chooses first") {
  auto site = plain_site();
  queue_of(site, "sales").not_ready_on_timeout = false;
  Bench bench{site};
  bench.enter_ready("alice");
  bench.post(1);
  bench.enter_ready("bob");
  auto second = bench.request(2);
  second.window.not_before = kStart + 20s;
  bench.post(second);
  REQUIRE(bench.row(1).agent == "alice");
  bench.pass(20s);  // alice lets 1 go, and 2 is due: alice may have only 2, bob may have both
  CHECK(bench.row(1).agent == "bob");
  CHECK(bench.row(2).agent == "alice");
}

TEST_CASE("a user who only supervises drains no queue of a definition that is gone") {
  auto site = plain_site();
  site.queues.push_back(site.queues.front());
  site.queues.back().name = "gone";
  Bench bench{site};
  auto const bob = bench.enter_ready("bob");
  bench.post(1, "gone");
  bench.accept(bob, 1);
  auto after = plain_site();
  after.version = 2;
  agent_of(after, "alice").roles = {Role::kSupervisor};
  bench.run(AdoptDefinition{share(after), {}});
  bench.run(ReleaseInteraction{bob, bench.interaction(1), ""});
  bench.restart();
  bench.enter_ready("alice");
  bench.pass(5min);  // bob let it go, and may be asked again
  CHECK(bench.state(1) == CallbackState::kQueued);
  bench.enter_ready("bob");
  CHECK(bench.row(1).agent == "bob");
}

TEST_CASE("a preferred agent of a routing rule is waited for, then anyone") {
  auto site = plain_site();
  queue_of(site, "sales").preferred_agent = 90s;
  RoutingRule rule;
  rule.queue = "sales";
  rule.preferred_agent = "bob";
  rule.skills = {{"billing", 3}};
  site.routing_points.push_back({"web", {rule}});
  agent_of(site, "alice").skills = {{"billing", 3}};
  Bench bench{site};
  bench.enter_ready("alice");
  auto command = bench.request(1, "");
  command.routing_point = "web";
  bench.post(command);
  CHECK(bench.row(1).reserved_agent == "bob");
  CHECK(bench.row(1).required_skills.size() == 1);
  bench.pass(89s);
  CHECK(bench.state(1) == CallbackState::kQueued);
  bench.pass(1s);
  CHECK(bench.row(1).agent == "alice");
}

TEST_CASE(
    "a queue that is taken out while an agent has its callback is drained, takes nothing new") {
  auto site = plain_site();
  queue_of(site, "old");
  Bench bench{site};
  auto const alice = bench.enter_ready("alice");
  bench.post(1, "old");
  bench.accept(alice, 1);
  std::erase_if(site.queues, [](Queue const& queue) { return queue.name == "old"; });
  site.version = 2;
  CHECK(std::holds_alternative<DefinitionView>(bench.run(AdoptDefinition{share(site), {}})));
  CHECK(refusal(bench.post(bench.request(2, "old"))).errors.at(0).field == "queue");
  bench.enter_ready("bob");
  bench.run(ReleaseInteraction{alice, bench.interaction(1), ""});
  CHECK(bench.row(1).agent == "bob");
}

TEST_CASE("a removed agent finishes what is open and gets nothing new") {
  auto site = plain_site();
  Bench bench{site};
  auto const alice = bench.enter_ready("alice");
  bench.post(1);
  bench.accept(alice, 1);
  std::erase_if(site.agents, [](Agent const& agent) { return agent.login == "alice"; });
  bench.run(AdoptDefinition{share(site), {}});
  bench.post(2);
  CHECK(
      std::holds_alternative<ClosedView>(bench.run(MarkDone{alice, bench.interaction(1), false})));
  CHECK(bench.state(2) == CallbackState::kQueued);
}

TEST_CASE("many wait and many are busy, and a post does not look at them all") {
  auto site = plain_site();
  for (int i = 0; i < 1'000; ++i) agent_of(site, "agent" + std::to_string(i));
  Core core{kHashKey};
  core.restore(share(site), {});
  std::uint64_t serial = 0;
  auto const run = [&](CommandBody body) {
    Effects effects;
    core.step(kStart, Command{base::Serial{++serial}, RequestRef{1}, std::move(body)}, effects);
    return std::get<Answer>(effects.releases.at(0)).body;
  };
  for (int i = 0; i < 1'000; ++i) {
    auto const opened = std::get<SessionView>(run(OpenSession{"agent" + std::to_string(i)}));
    run(SetAgentState{opened.agent, true, ""});
  }
  constexpr std::uint64_t kPosts = 20'000;
  for (std::uint64_t number = 1; number <= kPosts; ++number) {
    PostCallback command;
    command.id = callback_id(number);
    command.site = "www";
    command.queue = "sales";
    command.phone = phone(number);
    command.details = std::make_shared<CallbackDetails const>();
    auto const view = std::get<CallbackView>(run(std::move(command)));
    if (number > 1'000) REQUIRE(view.position == number - 1'000);
  }
}

TEST_CASE("callbacks that ask for different skills keep one order and one count") {
  auto site = plain_site();
  agent_of(site, "alice").skills = {{"billing", 5}};
  site.routing_points.push_back({"web",
                                 {{{RoutingCondition::Kind::kEquals, "attributes.topic", "billing"},
                                   "sales",
                                   {},
                                   {{"billing", 3}},
                                   ""},
                                  {{RoutingCondition::Kind::kEquals, "attributes.topic", "english"},
                                   "sales",
                                   {},
                                   {{"english", 3}},
                                   ""},
                                  {{}, "sales", {}, {}, ""}}});
  Bench bench{site};
  std::uint64_t number = 0;
  for (auto const* topic : {"english", "", "billing", "english", "billing", ""}) {
    auto command = bench.request(++number, "");
    command.routing_point = "web";
    command.routing_values = {{"attributes.topic", topic}};
    auto const view = std::get<CallbackView>(bench.post(std::move(command)));
    CHECK(view.position == number);
    bench.pass(1s);
  }
  auto const alice = bench.enter_ready("alice");
  for (std::uint64_t const next : {2U, 3U, 5U, 6U}) {
    REQUIRE(bench.row(next).agent == "alice");
    bench.accept(alice, next);
    bench.run(MarkDone{alice, bench.interaction(next), false});
  }
  CHECK(bench.state(1) == CallbackState::kQueued);
  CHECK(bench.state(4) == CallbackState::kQueued);
}

TEST_CASE("many callbacks that wake together each find the agent they may have") {
  auto site = plain_site();
  agent_of(site, "alice").capacity = 5;
  agent_of(site, "bob").queues = {"support"};
  queue_of(site, "support");
  Bench bench{site};
  auto const alice = bench.enter_ready("alice");
  for (std::uint64_t const number : {1U, 2U, 3U, 4U}) {
    auto command = bench.request(number);
    command.window.not_before = bench.now() + 60s;
    bench.post(std::move(command));
  }
  bench.run(CancelCallback{callback_id(4), {Actor::Kind::kCustomer, ""}});
  bench.pass(60s);
  CHECK(bench.notified<OfferCreated>(alice).size() == 3);
  bench.accept(alice, 3);
  for (std::uint64_t const number : {1U, 2U})
    bench.run(RejectOffer{alice, bench.offer(number), ""});
  bench.pass(299s);
  bench.enter_ready("bob");
  CHECK(bench.state(1) == CallbackState::kQueued);
  bench.pass(1s);  // both exclusions end at once
  CHECK(bench.row(1).agent == "alice");
  CHECK(bench.row(2).agent == "alice");
}

TEST_CASE("a queue that left is still worked by one who served every queue") {
  auto site = plain_site();
  queue_of(site, "support");
  Bench bench{site};
  bench.post(1, "support");
  std::erase_if(site.queues, [](Queue const& queue) { return queue.name == "support"; });
  agent_of(site, "alice").queues = {"sales"};
  site.version = 2;
  bench.run(AdoptDefinition{share(site), {}});
  bench.enter_ready("alice");
  CHECK(bench.row(1).agent == "alice");
}
