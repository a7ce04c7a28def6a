#include "engine/request_memory.hpp"

#include <catch2/catch.hpp>

namespace callbackd::engine {
namespace {

using namespace std::chrono_literals;
base::Instant at(std::chrono::seconds since) {
  return base::Instant{} + 1000h + since;
}

RememberedAnswer answer(std::string text, base::Instant when) {
  RememberedAnswer made;
  made.login = "alice";
  made.request_id = "r1";
  made.answer_json = std::move(text);
  made.at = when;
  return made;
}

}  // namespace

TEST_CASE("an answer is remembered for five minutes and then forgotten") {
  RequestMemory memory({1, 2}, base::kLimits, {});
  memory.remember(answer("first", at(0s)));
  REQUIRE(memory.find("alice", "r1", at(299s)) != nullptr);
  CHECK(memory.find("alice", "r1", at(301s)) == nullptr);
}

TEST_CASE("another agent's request_id is another request") {
  RequestMemory memory({1, 2}, base::kLimits, {});
  memory.remember(answer("first", at(0s)));
  CHECK(memory.find("bob", "r1", at(1s)) == nullptr);
}

TEST_CASE("a request_id used again after its time keeps the newer answer") {
  RequestMemory memory({1, 2}, base::kLimits, {answer("first", at(0s))});
  memory.find("alice", "r1", at(301s));
  memory.remember(answer("second", at(301s)));
  REQUIRE(memory.find("alice", "r1", at(500s)) != nullptr);
  CHECK(memory.find("alice", "r1", at(500s))->answer_json == "second");
}

namespace {

base::Limits few() {
  base::Limits limits;
  limits.answers_per_agent = 2;
  limits.request_ids_per_agent = 4;
  return limits;
}
RememberedAnswer numbered(int number, std::string login = "alice") {
  auto made = answer("answer", at(std::chrono::seconds{number}));
  made.login = std::move(login);
  made.request_id = "r" + std::to_string(number);
  return made;
}

}  // namespace

TEST_CASE("of an agent's older requests it is known that they were made, not what was answered") {
  RequestMemory memory({1, 2}, few(), {});
  for (int number = 1; number <= 3; ++number) memory.remember(numbered(number));
  memory.remember(numbered(1, "bob"));
  REQUIRE(memory.find("alice", "r1", at(4s)) != nullptr);
  CHECK(memory.find("alice", "r1", at(4s))->answer_json.empty());
  CHECK(memory.find("alice", "r2", at(4s))->answer_json == "answer");
  CHECK(memory.find("bob", "r1", at(4s))->answer_json == "answer");
  CHECK(memory.find("alice", "r1", at(302s)) == nullptr);
}

TEST_CASE("an agent with too many request_ids has no room until the first are over") {
  RequestMemory memory({1, 2}, few(), {});
  for (int number = 1; number <= 4; ++number) {
    CHECK(memory.has_room("alice"));
    memory.remember(numbered(number));
  }
  CHECK_FALSE(memory.has_room("alice"));
  CHECK(memory.has_room("bob"));
  memory.find("bob", "x", at(302s));
  CHECK(memory.has_room("alice"));
}

TEST_CASE("entries read back after a restart are bounded too") {
  std::vector<RememberedAnswer> rows;
  for (int number = 1; number <= 10; ++number) rows.push_back(numbered(number));
  RequestMemory memory({1, 2}, few(), std::move(rows));
  CHECK_FALSE(memory.has_room("alice"));
  CHECK(memory.find("alice", "r8", at(11s))->answer_json.empty());
  CHECK(memory.find("alice", "r9", at(11s))->answer_json == "answer");
}

}  // namespace callbackd::engine
