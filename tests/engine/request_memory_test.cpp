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
  RequestMemory memory(base::kLimits, {});
  memory.remember(answer("first", at(0s)));
  REQUIRE(memory.find("alice", "r1", at(299s)) != nullptr);
  CHECK(memory.find("alice", "r1", at(301s)) == nullptr);
}

TEST_CASE("another agent's request_id is another request") {
  RequestMemory memory(base::kLimits, {});
  memory.remember(answer("first", at(0s)));
  CHECK(memory.find("bob", "r1", at(1s)) == nullptr);
}

TEST_CASE("a request_id used again after its time keeps the newer answer") {
  RequestMemory memory(base::kLimits, {answer("first", at(0s))});
  memory.find("alice", "r1", at(301s));
  memory.remember(answer("second", at(301s)));
  REQUIRE(memory.find("alice", "r1", at(500s)) != nullptr);
  CHECK(memory.find("alice", "r1", at(500s))->answer_json == "second");
}

}  // namespace callbackd::engine
