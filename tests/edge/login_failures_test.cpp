#include "edge/login_failures.hpp"

#include <catch2/catch.hpp>

namespace callbackd::edge {
namespace {

using namespace std::chrono_literals;

LoginFailures::Time at(std::chrono::milliseconds passed) {
  return LoginFailures::Time{} + 1'000h + passed;
}
LoginAttempt attempt(std::uint64_t pair, std::uint32_t address, bool known = false) {
  return {{0, pair}, base::Source::of_ipv4(address), known};
}

struct Bench {
  explicit Bench(LoginLimits const& limits = {}) : failures(limits) {}

  void fail(LoginAttempt const& each, int times, std::chrono::milliseconds when = 0ms) {
    for (int i = 0; i < times; ++i) {
      failures.begin(each, at(when));
      failures.failed(each, at(when));
    }
  }
  LoginRank rank(LoginAttempt const& each, std::chrono::milliseconds when = 0ms) {
    auto const made = failures.begin(each, at(when));
    failures.abandoned(each);
    return made;
  }
  std::chrono::milliseconds delay(LoginAttempt const& each, std::chrono::milliseconds when) const {
    auto const left = failures.free_at(each, at(when)) - at(when);
    return std::max(0ms, std::chrono::ceil<std::chrono::milliseconds>(left));
  }
  LoginFailures failures;
};

TEST_CASE("after three failures a source waits longer and longer for its next guess at a login") {
  Bench bench;
  auto const guesser = attempt(1, 7);
  bench.fail(guesser, 2);
  CHECK(bench.delay(guesser, 0ms) == 0s);
  for (auto const wait : {1s, 2s, 4s, 8s, 8s}) {
    bench.fail(guesser, 1);
    CHECK(bench.delay(guesser, 0ms) == wait);
    CHECK(bench.delay(guesser, wait) == 0s);
  }
  CHECK(bench.delay(guesser, 1500ms) == 6500ms);
}

TEST_CASE("a source's failures delay no other source of the same login") {
  Bench bench;
  for (std::uint32_t address = 1; address <= 1'000; ++address) {
    bench.fail(attempt(address, address), 10);
  }
  CHECK(bench.delay(attempt(5'000, 5'000), 0ms) == 0s);
  CHECK(bench.rank(attempt(5'000, 5'000)).failures == 0);
}

TEST_CASE("from where a login succeeded before a wait is short, whatever was tried there") {
  Bench bench;
  auto const office = attempt(1, 7, true);
  bench.fail(office, 20);
  CHECK(bench.delay(office, 0ms) == 2s);
}

TEST_CASE("attempts that are still being checked delay none, until they have failed") {
  Bench bench;
  auto guesser = attempt(1, 7);
  for (int i = 0; i < 4; ++i) bench.failures.begin(guesser, at(0ms));
  CHECK(bench.delay(guesser, 0ms) == 0s);
  for (int i = 0; i < 3; ++i) bench.failures.failed(guesser, at(10ms));
  CHECK(bench.delay(guesser, 10ms) == 1s);
}

TEST_CASE("an attempt that only waits delays nobody: a delay begins with the last failure") {
  Bench bench;
  auto const guesser = attempt(1, 7);
  bench.fail(guesser, 3);
  for (int i = 0; i < 9; ++i) bench.failures.begin(guesser, at(900ms));
  CHECK(bench.failures.under_way(guesser) == 9);
  CHECK(bench.delay(guesser, 900ms) == 100ms);
}

TEST_CASE("a success forgets what failed before, and so does an hour") {
  Bench bench;
  auto const person = attempt(1, 7);
  bench.fail(person, 3);
  bench.failures.begin(person, at(1s));
  bench.failures.succeeded(person, at(1s));
  CHECK(bench.delay(person, 1s) == 0s);
  CHECK(bench.rank(person, 1s).failures == 0);
  bench.fail(person, 9, 2s);
  CHECK(bench.delay(person, 1h + 2s) == 0s);
  CHECK(bench.rank(person, 1h + 2s).failures == 0);
}

TEST_CASE("known sources come first, then those with fewest failures, then the first") {
  Bench bench;
  bench.fail(attempt(1, 1), 1);
  bench.fail(attempt(2, 2), 2);
  bench.fail(attempt(3, 3, true), 3);
  auto const known = bench.rank(attempt(3, 3, true));
  auto const one = bench.rank(attempt(1, 1));
  auto const two = bench.rank(attempt(2, 2));
  auto const fresh = bench.rank(attempt(4, 4));
  auto const later = bench.rank(attempt(5, 5));
  CHECK(known < fresh);
  CHECK(fresh < later);
  CHECK(later < one);
  CHECK(one < two);
}

TEST_CASE("an address that tries many logins comes behind others, and beyond its limit last") {
  Bench bench;
  for (std::uint64_t login = 1; login <= 49; ++login) bench.fail(attempt(login, 7), 1);
  CHECK(bench.rank(attempt(100, 7)).failures == 49);
  CHECK(bench.rank(attempt(100, 7)).kind == 1);
  bench.fail(attempt(50, 7), 1);
  CHECK(bench.rank(attempt(100, 7)).kind == 2);
  CHECK(bench.rank(attempt(101, 7, true)).kind == 0);  // an agent of that office
  CHECK(bench.rank(attempt(100, 7), 1min).kind == 1);

  LoginLimits without;
  without.address_failures = 0;
  Bench lax(without);
  for (std::uint64_t login = 1; login <= 500; ++login) lax.fail(attempt(login, 7), 1);
  CHECK(lax.rank(attempt(1'000, 7)).kind == 1);
}

TEST_CASE("an office whose people log in well is not held to those who mistype") {
  Bench bench;
  for (std::uint64_t login = 1; login <= 600; ++login) {
    auto const agent = attempt(login, 7);
    if (login % 4 == 0) bench.fail(agent, 1);
    bench.failures.begin(agent, at(0ms));
    bench.failures.succeeded(agent, at(0ms));
  }
  CHECK(bench.rank(attempt(1'000, 7)).failures == 0);
  CHECK(bench.rank(attempt(1'000, 7)).kind == 1);
}

TEST_CASE("of IPv6 a wider network counts too, by the share that one source has of it") {
  Bench bench;
  for (std::uint64_t network = 0; network < 160; ++network) {
    auto const source = base::Source::of_ipv6(0x2001'0db8'0001'0000U + network * 256);
    bench.fail({{1, network}, source, false}, 1);
  }
  auto const near = base::Source::of_ipv6(0x2001'0db8'0001'ffffU);
  auto const far = base::Source::of_ipv6(0x2001'0db8'0002'0000U);
  CHECK(bench.rank({{2, 1}, near, false}).failures ==
        10);  // the /48 has 160 failures, a 16th counts
  CHECK(bench.rank({{2, 2}, far, false}).failures == 0);
}

TEST_CASE("the memory of failures has an end") {
  LoginLimits limits;
  limits.remembered = 10;
  Bench bench(limits);
  for (std::uint32_t each = 1; each <= 100; ++each) bench.fail(attempt(each, each), 5);
  CHECK(bench.delay(attempt(1, 1), 0ms) == 0s);
  CHECK(bench.delay(attempt(100, 100), 0ms) > 0s);
}

}  // namespace
}  // namespace callbackd::edge
