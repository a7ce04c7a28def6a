// What a new site definition does to the work and the agents of the one before.
#include <catch2/catch.hpp>

#include "core/bench.hpp"

using namespace callbackd::core;
using namespace callbackd::core::test;
using namespace std::chrono_literals;

namespace {

SiteDefinition with_old_queue() {
  auto site = plain_site();
  queue_of(site, "old");
  return site;
}

AdoptDefinition without_old_queue(QueueMoves moves = {}) {
  auto site = plain_site();
  site.version = 2;
  return {share(site), std::move(moves)};
}

std::string detail_of(AnswerBody const& answer) {
  return refusal(answer).detail;
}

}  // namespace

TEST_CASE(
    "a definition that takes out a queue with waiting callbacks is refused with their count") {
  Bench bench{with_old_queue()};
  bench.post(1, "old");
  bench.post(2, "old");
  auto const detail = detail_of(bench.run(without_old_queue()));
  CHECK(detail.find("old (2)") != std::string::npos);
  CHECK(bench.core().site()->version == 1);
  bench.enter_ready("alice");
  CHECK(bench.state(1) == CallbackState::kOffered);
}

TEST_CASE("it is refused while the only callback is just offered, and when it is due later") {
  Bench bench{with_old_queue()};
  bench.enter_ready("alice");
  bench.post(1, "old");
  REQUIRE(bench.state(1) == CallbackState::kOffered);
  CHECK(detail_of(bench.run(without_old_queue())).find("old (1)") != std::string::npos);
  auto later = bench.request(2, "old");
  later.window.not_before = bench.now() + 1h;
  bench.post(later);
  CHECK(detail_of(bench.run(without_old_queue())).find("old (2)") != std::string::npos);
}

TEST_CASE("a move to a queue that the new definition has not is refused") {
  Bench bench{with_old_queue()};
  bench.post(1, "old");
  auto const detail = detail_of(bench.run(without_old_queue({{"old", "nowhere"}})));
  CHECK(detail.find("nowhere") != std::string::npos);
  CHECK(bench.core().site()->version == 1);
}

TEST_CASE("waiting callbacks move to the queue that is named, an open offer is rescinded") {
  Bench bench{with_old_queue()};
  bench.enter_ready("alice");
  bench.post(1, "old");
  bench.post(2, "old");
  REQUIRE(bench.state(1) == CallbackState::kOffered);
  auto const since = bench.row(2).queued_since;
  CHECK(std::holds_alternative<DefinitionView>(bench.run(without_old_queue({{"old", "sales"}}))));
  CHECK(bench.row(1).queue == "sales");
  CHECK(bench.row(2).queue == "sales");
  CHECK(bench.row(2).queued_since == since);
  CHECK(bench.row(1).agent == "alice");  // offered again, from its new queue
  CHECK(bench.row(1).offer_number == 2);
  CHECK(refusal(bench.post(bench.request(3, "old"))).errors.at(0).field == "queue");
}

TEST_CASE(
    "an agent who is taken out, or is none any more, becomes Not Ready, is told, and gives an open "
    "offer back") {
  bool const stays = GENERATE(false, true);
  Bench bench;
  auto const alice = bench.enter_ready("alice");
  bench.post(1);
  REQUIRE(bench.state(1) == CallbackState::kOffered);
  auto site = plain_site();
  site.version = 2;
  if (stays) {
    for (auto& agent : site.agents) {
      if (agent.login == "alice") agent.roles = {Role::kSupervisor};
    }
  } else {
    std::erase_if(site.agents, [](Agent const& agent) { return agent.login == "alice"; });
  }
  bench.run(AdoptDefinition{share(site), {}});
  CHECK(bench.state(1) == CallbackState::kQueued);
  auto const told = bench.notified<AgentStateChanged>(alice);
  REQUIRE_FALSE(told.empty());
  CHECK_FALSE(told.back().channel.ready);
  CHECK(told.back().channel.reason == "removed");
}

TEST_CASE("explain says that no agent of the definition serves the queue") {
  auto site = plain_site();
  queue_of(site, "lonely");
  for (auto& agent : site.agents) agent.queues = {"sales"};
  Bench bench{site};
  bench.post(1, "lonely");
  auto const answer = bench.run(ExplainCallback{callback_id(1)});
  auto const& waiting = std::get<ExplainView>(answer).waiting;
  REQUIRE(waiting);
  REQUIRE(waiting->excluded.size() == 1);
  CHECK(waiting->excluded[0].reason == ExclusionReason::kNoAgents);
}
