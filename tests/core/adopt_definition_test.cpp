// Tests what happens to waiting callbacks, open work and agents when a new site definition comes
// into force.
#include <catch2/catch.hpp>
#include <set>

#include "core/bench.hpp"
#include "core/read/queue_moves.hpp"

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

TEST_CASE("to ask whether a definition would be refused changes nothing") {
  Bench bench{with_old_queue()};
  bench.post(1, "old");
  auto command = without_old_queue();
  command.only_check = true;
  auto const refused = refusal(bench.run(command));
  REQUIRE(refused.errors.size() == 1);
  CHECK(refused.errors[0].field == "queues");
  CHECK(refused.errors[0].rule == "waiting_work");
  CHECK(refused.errors[0].message.find("old (1)") != std::string::npos);
  CHECK(bench.effects().records.empty());
  command.moves = {{"old", "sales"}};
  CHECK(std::holds_alternative<DefinitionView>(bench.run(command)));
  CHECK(bench.effects().records.empty());
  CHECK(bench.core().site()->version == 1);
  CHECK(bench.row(1).queue == "old");
}

TEST_CASE("callbacks back in a queue that had left move by the next definition that says so") {
  bool const after_restart = GENERATE(false, true);
  Bench bench{with_old_queue()};
  auto const alice = bench.enter_ready("alice");
  bench.post(1, "old");
  bench.accept(alice, 1);
  CHECK(std::holds_alternative<DefinitionView>(bench.run(without_old_queue())));  // nothing waits
  bench.run(SetAgentState{alice, false, ""});
  bench.run(ReleaseInteraction{alice, bench.interaction(1), ""});
  if (after_restart) bench.restart();
  REQUIRE(bench.row(1).queue == "old");
  REQUIRE(bench.state(1) != CallbackState::kActive);
  auto again = without_old_queue({{"old", "sales"}});
  CHECK(std::holds_alternative<DefinitionView>(bench.run(again)));
  CHECK(bench.row(1).queue == "sales");
}

TEST_CASE("the moves of a proposal that is not decided yet go on with the one that follows it") {
  auto const queues = [](std::set<std::string> names) {
    return [names = std::move(names)](std::string const& queue) { return names.contains(queue); };
  };
  using Moves = QueueMoves;
  CHECK(followed_by({{"a", "b"}}, {}, queues({"b"})) == Moves{{"a", "b"}});
  CHECK(followed_by({{"a", "b"}}, {}, queues({"a", "b"})).empty());  // queue a is back: no move
  CHECK(followed_by({{"a", "b"}}, {{"a", "c"}}, queues({"b", "c"})) == Moves{{"a", "c"}});
  CHECK(followed_by({{"a", "b"}}, {{"b", "c"}}, queues({"c"})) == Moves{{"a", "c"}, {"b", "c"}});
  // A move says to which queue the callbacks of a removed queue go. The new definition has neither
  // queue `a` nor queue `b`, and gives no move for `b`. So the earlier move from `a` to `b` stays.
  // The check of the new definition will refuse this move and name the queue.
  CHECK(followed_by({{"a", "b"}}, {}, queues({"c"})) == Moves{{"a", "b"}});
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
