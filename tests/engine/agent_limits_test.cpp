// Tests the limits on how many requests one agent may send in a minute. Also tests which requests
// these limits never refuse.
#include "engine/agent_limits.hpp"

#include <catch2/catch.hpp>

namespace callbackd::engine {
namespace {

using namespace std::chrono_literals;
using base::Bound;
constexpr base::Instant kNow = base::Instant{} + 1000h;
constexpr std::size_t kLongest = 16 * 1024;

}  // namespace

TEST_CASE("an agent makes 120 changes at once and two a second after that") {
  AgentLimits limits(base::kLimits);
  for (int i = 0; i < 120; ++i) CHECK_FALSE(limits.take("alice", Bound::kAgentChanges, 0, kNow));
  auto const refused = limits.take("alice", Bound::kAgentChanges, 0, kNow);
  REQUIRE(refused);
  CHECK(refused->reason == core::RefusalReason::kLimitReached);
  CHECK(refused->limit == core::RequestLimit::kAgentChangesPerMinute);
  CHECK(refused->retry_after == 1s);
  CHECK(limits.take("alice", Bound::kAgentNotes, 1, kNow));  // counts as a change too
  CHECK_FALSE(limits.take("bob", Bound::kAgentChanges, 0, kNow));
  CHECK_FALSE(limits.take("alice", Bound::kAgentChanges, 0, kNow + 1s));
  CHECK_FALSE(limits.take("alice", Bound::kAgentChanges, 0, kNow + 1s));
  CHECK(limits.take("alice", Bound::kAgentChanges, 0, kNow + 1s));
}

TEST_CASE("an agent writes 256 KiB of notes a minute") {
  AgentLimits limits(base::kLimits);
  for (int i = 0; i < 16; ++i)
    CHECK_FALSE(limits.take("alice", Bound::kAgentNotes, kLongest, kNow));
  auto const refused = limits.take("alice", Bound::kAgentNotes, kLongest, kNow);
  REQUIRE(refused);
  CHECK(refused->limit == core::RequestLimit::kAgentNoteBytesPerMinute);
  CHECK(refused->retry_after == 4s);
  CHECK_FALSE(limits.take("alice", Bound::kAgentChanges, 0, kNow));
  CHECK_FALSE(limits.take("alice", Bound::kAgentNotes, kLongest, kNow + 4s));
}

TEST_CASE("calls, reads and sessions are counted apart from changes, and each has an end") {
  AgentLimits limits(base::kLimits);
  for (auto const bound :
       {Bound::kAgentChanges, Bound::kAgentCalls, Bound::kAgentReads, Bound::kAgentSessions}) {
    int taken = 0;
    while (taken < 5'000 && !limits.take("alice", bound, 0, kNow)) ++taken;
    CHECK(taken == (bound == Bound::kAgentReads ? 1'200 : 120));
  }
}

TEST_CASE("a request that an agent needs to go on working is never refused, and 0 is no limit") {
  AgentLimits limits(base::kLimits);
  for (auto const bound : {Bound::kOffers, Bound::kInteractions, Bound::kConnectionRate}) {
    for (int i = 0; i < 2'000; ++i) CHECK_FALSE(limits.take("alice", bound, 0, kNow));
  }
  auto none = base::kLimits;
  none.agent_changes_per_minute = 0;
  AgentLimits unlimited(none);
  for (int i = 0; i < 2'000; ++i) {
    CHECK_FALSE(unlimited.take("alice", Bound::kAgentNotes, kLongest, kNow));
  }
}

}  // namespace callbackd::engine
