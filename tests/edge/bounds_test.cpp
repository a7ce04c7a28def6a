// Tests that every route and every method names the bound that limits it (base/bounds.hpp), and
// that this bound really limits it.
#include <catch2/catch.hpp>

#include <set>

#include "base/bounds.hpp"
#include "edge/edge_limits.hpp"
#include "edge/request_source.hpp"
#include "edge/routes.hpp"
#include "wire/rpc_methods.hpp"

namespace callbackd::edge {
namespace {

using base::Bound;
using namespace std::chrono_literals;
constexpr base::Instant kNow = base::Instant{} + 1000h;
constexpr std::uint8_t kStrangers = kPublishableKey | kManageToken;
constexpr std::uint8_t kUsers = kSupervisor | kAdmin | kAnyUser;

// Returns whether a request is answered with 429 when this bound is reached.
bool is_counted(Bound bound) {
  return bound != Bound::kNobody && bound != Bound::kBacklog;
}

base::Source address(char const* text) {
  return source_of(boost::asio::ip::make_address(text));
}

}  // namespace

TEST_CASE("every bound is in the table once and says what it allows") {
  std::set<std::string_view> names;
  for (int value = 0; value <= static_cast<int>(Bound::kAgentSessions); ++value) {
    auto const& row = base::row_of(static_cast<Bound>(value));
    CHECK_FALSE(row.allows.empty());
    names.insert(row.name);
  }
  CHECK(names.size() == base::all_bounds().size());
}

TEST_CASE("every route names a bound for each kind of asker that may use it") {
  for (auto const& route : all_routes()) {
    CAPTURE(route.method, route.path);
    bool const strangers = route.askers == kAnyone || (route.askers & kStrangers) != 0;
    CHECK((route.bounds.strangers == Bound::kNobody) == !strangers);
    CHECK((route.bounds.keys == Bound::kNobody) == ((route.askers & kSecretKey) == 0));
    CHECK((route.bounds.users == Bound::kNobody) == ((route.askers & kUsers) == 0));
    CHECK(is_counted(route.bounds.strangers) == strangers);
    CHECK((strangers || is_counted(route.bounds.users)));
  }
}

TEST_CASE("the handshake of an agent's WebSocket is a row as well, and has no other way in") {
  std::size_t upgrades = 0;
  for (auto const& route : all_routes()) {
    CHECK((route.handle == nullptr) == (route.upgrade != nullptr));
    if (route.upgrade == nullptr) continue;
    ++upgrades;
    CHECK(route.path == "/v1/agent");
    CHECK(route.bounds.strangers == Bound::kTokens);
  }
  CHECK(upgrades == 1);
}

TEST_CASE("every method names a bound, and none that an agent needs to go on working is counted") {
  std::set<std::string_view> const never{
      "offer.accept", "offer.reject",        "agent.set_state",       "call.end",     "call.hold",
      "call.resume",  "interaction.release", "interaction.mark_done", "session.close"};
  std::set<std::string_view> const changes{"interaction.set_disposition", "call.send_dtmf",
                                           "interaction.reschedule"};
  std::size_t found = 0;
  for (auto const& row : wire::all_methods()) {
    CAPTURE(row.name);
    CHECK(row.bound != Bound::kNobody);
    bool const free = row.bound == Bound::kOffers || row.bound == Bound::kInteractions ||
                      row.bound == Bound::kConnectionRate;
    if (never.contains(row.name)) CHECK(free);
    if (row.answered_by == wire::AnsweredBy::kRecords)
      CHECK_FALSE(free);  // each costs the database a query
    if (changes.contains(row.name)) CHECK(row.bound == Bound::kAgentChanges);
    if (row.name == "interaction.set_note") CHECK(row.bound == Bound::kAgentNotes);
    found += never.contains(row.name) || changes.contains(row.name);
  }
  CHECK(found == never.size() + changes.size());
}

TEST_CASE("a source reads 60 times at once and once a second after that") {
  EdgeLimits limits(60);
  auto const here = address("192.0.2.1");
  for (int i = 0; i < 60; ++i) CHECK_FALSE(limits.take_of_source(Bound::kReads, here, kNow));
  auto const refused = limits.take_of_source(Bound::kReads, here, kNow);
  REQUIRE(refused);
  CHECK(refused->limit == core::RequestLimit::kReadsPerMinute);
  CHECK(refused->retry_after == 1s);
  CHECK_FALSE(limits.take_of_source(Bound::kCancels, here, kNow));
  CHECK_FALSE(limits.take_of_source(Bound::kChanges, here, kNow));
  CHECK_FALSE(limits.take_of_source(Bound::kReads, address("192.0.2.2"), kNow));
  CHECK_FALSE(limits.take_of_source(Bound::kReads, here, kNow + 1s));
}

TEST_CASE("an IPv6 network of a home is one source, and 0 is no limit") {
  EdgeLimits limits(1);
  CHECK_FALSE(limits.take_of_source(Bound::kReads, address("2001:db8::1"), kNow));
  CHECK(limits.take_of_source(Bound::kReads, address("2001:db8::2"), kNow));
  EdgeLimits none(0);
  for (int i = 0; i < 100; ++i) {
    CHECK_FALSE(none.take_of_source(Bound::kReads, address("192.0.2.1"), kNow));
  }
}

TEST_CASE(
    "posts that make nothing come to an end, apart from reads, and good ones are not counted") {
  EdgeLimits limits(60);
  auto const here = address("192.0.2.1");
  for (int i = 0; i < 60; ++i) {
    CHECK_FALSE(limits.check_post(here, kNow));
    limits.count_post_without_callback(here, kNow);
  }
  auto const refused = limits.check_post(here, kNow);
  REQUIRE(refused);
  CHECK(refused->limit == core::RequestLimit::kAttemptsPerMinute);
  CHECK_FALSE(limits.check_post(address("192.0.2.2"), kNow));
  CHECK_FALSE(limits.take_of_source(Bound::kReads, here, kNow));
  CHECK_FALSE(limits.check_post(here, kNow + 1s));
}

TEST_CASE("the use of a source is known until a minute is over, however many others ask") {
  EdgeLimits limits(60);
  auto const here = address("192.0.2.1");
  for (int i = 0; i < 60; ++i) CHECK_FALSE(limits.take_of_source(Bound::kReads, here, kNow));
  for (std::uint32_t other = 1; other < 120'000; ++other) {
    limits.take_of_source(Bound::kReads, base::Source::of_ipv4(other), kNow);
  }
  CHECK(limits.take_of_source(Bound::kReads, here, kNow));
  CHECK_FALSE(limits.take_of_source(Bound::kReads, here, kNow + 60s));
  CHECK(limits.reached()[static_cast<std::size_t>(core::RequestLimit::kReadsPerMinute)] == 1);
}

TEST_CASE("a network of /48 has sixteen times the reads of a home, however many homes ask") {
  EdgeLimits limits(60);
  int taken = 0;
  for (std::uint64_t home = 0; home < 4'000; ++home) {
    auto const source = base::Source::of_ipv6(0x2001'0db8'0001'0000ULL + home);
    if (!limits.take_of_source(Bound::kReads, source, kNow)) ++taken;
  }
  CHECK(taken == 16 * 60);
}

TEST_CASE("a supervisor or administrator asks 600 times at once") {
  EdgeLimits limits(60);
  for (int i = 0; i < 600; ++i) CHECK_FALSE(limits.take_of_user(Bound::kUserRequests, "max", kNow));
  CHECK(limits.take_of_user(Bound::kUserRequests, "max", kNow));
  CHECK_FALSE(limits.take_of_user(Bound::kBacklog, "max", kNow));
  CHECK_FALSE(limits.take_of_user(Bound::kUserRequests, "sue", kNow));
}

}  // namespace callbackd::edge
