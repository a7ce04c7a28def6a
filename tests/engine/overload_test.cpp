// Tests the engine under overload: which requests are refused immediately, which are served first,
// and that each limit is exact.
#include <catch2/catch.hpp>

#include "engine/rig.hpp"

namespace callbackd::engine {

using namespace test;

TEST_CASE("while the journal is slow agents are answered before intake that came earlier") {
  base::Limits limits;
  limits.batch_commands = 2;
  limits.backlog_commands = 6;
  Rig rig(limits);
  auto const alice = rig.open("alice", 1);
  std::vector<std::optional<Reply>> posted(20);
  for (std::uint64_t number = 0; number < posted.size(); ++number) {
    rig.engine->post_callback(rig.post(number + 1), std::nullopt, rig.keep(posted[number]));
    rig.run();  // one is in flight, the next ones are gathered, the rest waits
  }
  auto const shed = [&] {
    return std::count_if(posted.begin(), posted.end(), [](auto const& reply) {
      return reply && std::holds_alternative<core::Refusal>(reply->body);
    });
  };
  auto const taken = [&] {
    return std::count_if(posted.begin(), posted.end(), [](auto const& reply) {
      return reply && std::holds_alternative<core::CallbackView>(reply->body);
    });
  };
  CHECK(shed() >= 10);  // at once, without a commit
  CHECK(taken() == 0);
  std::vector<std::size_t> order;
  for (std::size_t request = 0; request < 3; ++request) {
    rig.engine->agent_request({alice, "alice", "", {}, 1},
                              core::SetAgentState{alice, request % 2 == 0, ""},
                              [&order, request](Reply reply) {
                                CHECK(std::holds_alternative<core::ChannelView>(reply.body));
                                order.push_back(request);
                              });
  }
  std::int64_t taken_before_agents = 0;
  for (int commits = 0; order.empty(); ++commits) {
    REQUIRE(commits < 5);
    taken_before_agents = taken();
    rig.commit();
  }
  CHECK(order == std::vector<std::size_t>{0, 1, 2});  // one connection's order stays
  CHECK(taken_before_agents < taken() + 20 - shed());
  while (rig.journal.in_flight()) rig.commit();
  CHECK(taken() + shed() == 20);
  CHECK(taken_before_agents < taken());
}

TEST_CASE("while nothing can be committed intake is refused at once and agents wait") {
  Rig rig;
  auto const alice = rig.open("alice", 1);
  rig.journal.is_stalled = true;
  std::optional<Reply> refused;
  std::optional<Reply> state;
  rig.engine->post_callback(rig.post(1), std::nullopt, rig.keep(refused));
  CHECK(reason_of(refused) == core::RefusalReason::kUnavailable);
  CHECK_FALSE(rig.engine->takes_intake());
  std::optional<Reply> slots;  // whatever a website asks
  rig.engine->submit(core::ListSlots{"sales", {}, {}, ""}, rig.keep(slots));
  CHECK(reason_of(slots) == core::RefusalReason::kUnavailable);
  rig.engine->agent_request({alice, "alice", "", {}, 1}, core::SetAgentState{alice, true, ""},
                            rig.keep(state));
  rig.run();
  CHECK_FALSE(state);
  rig.journal.is_stalled = false;
  rig.commit();
  CHECK(state);
}

TEST_CASE("agents who ask far more than can be committed are told so") {
  base::Limits limits;
  limits.batch_commands = 1;
  limits.backlog_agent_requests = 3;
  Rig rig(limits);
  auto const alice = rig.open("alice", 1);
  std::vector<std::optional<Reply>> replies(10);
  for (auto& reply : replies) {
    rig.engine->agent_request({alice, "alice", "", {}, 1}, core::SetAgentState{alice, true, ""},
                              rig.keep(reply));
  }
  CHECK(reason_of(replies.back()) == core::RefusalReason::kUnavailable);
}

TEST_CASE("requests at the same time never pass a site's limit by one") {
  Rig rig({}, 7);
  std::vector<std::optional<Reply>> replies(50);
  for (std::uint64_t number = 0; number < replies.size(); ++number) {
    rig.engine->post_callback(rig.post(number + 1), std::nullopt, rig.keep(replies[number]));
    if (number % 9 == 0) rig.run();  // some in flight, some gathered, some waiting
  }
  while (rig.journal.in_flight() || !replies.back()) rig.commit();
  int taken = 0;
  for (auto const& reply : replies) {
    REQUIRE(reply);
    if (std::holds_alternative<core::CallbackView>(reply->body)) {
      ++taken;
    } else {
      CHECK(std::get<core::Refusal>(reply->body).limit == core::RequestLimit::kSitePerMinute);
    }
  }
  CHECK(taken == 7);
}

TEST_CASE("repeats with an Idempotency-Key are not counted for the limits") {
  Rig rig({}, 2);
  std::optional<Reply> reply;
  rig.engine->post_callback(rig.post(1), key(7), rig.keep(reply));
  rig.commit();
  for (std::uint64_t number = 2; number < 9; ++number) {
    rig.engine->post_callback(rig.post(number), key(7), rig.keep(reply));
    rig.run();
    CHECK(reply->first_callback == rig.post(1).id);
  }
  rig.engine->post_callback(rig.post(20), std::nullopt, rig.keep(reply));
  rig.commit();
  CHECK(std::holds_alternative<core::CallbackView>(reply->body));
  rig.engine->post_callback(rig.post(21), std::nullopt, rig.keep(reply));
  rig.run();
  CHECK(reason_of(reply) == core::RefusalReason::kLimitReached);
}

TEST_CASE("a repeat whose answer is not kept any more is refused and not carried out again") {
  base::Limits limits;
  limits.answers_per_agent = 1;
  Rig rig(limits);
  auto const alice = rig.open("alice", 1);
  std::optional<Reply> reply;
  auto const ask = [&](std::string request_id, bool ready) {
    reply.reset();
    rig.engine->agent_request({alice, "alice", std::move(request_id), {5, 5}, 1},
                              core::SetAgentState{alice, ready, ""}, rig.keep(reply));
    rig.run();
    while (rig.journal.in_flight()) rig.commit();
    REQUIRE(reply);
  };
  ask("r1", true);
  ask("r2", false);
  ask("r1", true);
  CHECK(reason_of(reply) == core::RefusalReason::kLimitReached);
  ask("r2", false);
  CHECK(reply->answer_json == "2");
}

}  // namespace callbackd::engine
