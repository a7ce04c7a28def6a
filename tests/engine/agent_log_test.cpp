#include "engine/agent_log.hpp"

#include <catch2/catch.hpp>

namespace callbackd::engine {
namespace {

constexpr std::size_t kKeep = 4;

void say(AgentLog& log, int times = 1) {
  for (; times > 0; --times) log.append(base::Instant{}, core::AgentStateChanged{}, nullptr, kKeep);
}

}  // namespace

TEST_CASE("notifications are numbered from one without a gap") {
  AgentLog log;
  log.open(7, "s1", "", 0);
  CHECK(log.append(base::Instant{}, core::AgentStateChanged{}, nullptr, kKeep)->seq == 1);
  CHECK(log.append(base::Instant{}, core::AgentStateChanged{}, nullptr, kKeep)->seq == 2);
}

TEST_CASE("an agent who never opened a session has no notifications") {
  AgentLog log;
  CHECK(log.append(base::Instant{}, core::AgentStateChanged{}, nullptr, kKeep) == nullptr);
}

TEST_CASE("a client that comes back gets exactly what it missed") {
  AgentLog log;
  log.open(7, "s1", "", 0);
  say(log, 3);
  log.disconnect(7);
  auto const opened = log.open(8, "s2", "s1", 1);
  CHECK(opened.resumed);
  CHECK(opened.session_id == "s1");
  CHECK(opened.seq == 1);
  REQUIRE(opened.missed.size() == 2);
  CHECK(opened.missed[0]->seq == 2);
  CHECK(opened.missed[1]->seq == 3);
}

TEST_CASE("a client that missed more than is kept gets a snapshot under a new session") {
  AgentLog log;
  log.open(7, "s1", "", 0);
  say(log, 6);
  CHECK_FALSE(log.open(8, "s2", "s1", 1).resumed);
}

TEST_CASE("the oldest notification kept still allows a resume just before it") {
  AgentLog log;
  log.open(7, "s1", "", 0);
  say(log, 6);  // 3 to 6 are kept
  auto const opened = log.open(8, "s2", "s1", 2);
  CHECK(opened.resumed);
  CHECK(opened.missed.size() == kKeep);
}

TEST_CASE("a seq from the future or another session is not resumed") {
  AgentLog log;
  log.open(7, "s1", "", 0);
  say(log, 2);
  CHECK_FALSE(AgentLog(log).open(8, "s2", "s1", 3).resumed);
  CHECK_FALSE(AgentLog(log).open(8, "s2", "s0", 1).resumed);
}

TEST_CASE("a newer connection supersedes the older with its last seq") {
  AgentLog log;
  log.open(7, "s1", "", 0);
  say(log, 2);
  auto const opened = log.open(8, "s2", "", 0);
  CHECK(opened.superseded_connection == 7);
  CHECK(opened.superseded_seq == 2);
  CHECK(log.connection() == 8);
  log.disconnect(7);  // too late: it is not in control
  CHECK(log.connection() == 8);
}

}  // namespace callbackd::engine
