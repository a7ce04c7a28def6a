// Tests LoginLine, which decides in which order waiting logins have their turns. The clock is the
// test's own.
#include "edge/login_line.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <map>
#include <string>
#include <utility>

namespace callbackd::edge {
namespace {

using namespace std::chrono_literals;
using Time = LoginLine::Time;
using Passed = std::chrono::milliseconds;
constexpr Time kBegin = Time{} + 1'000h;

base::Source source(std::uint32_t address) {
  return base::Source::of_ipv4(address);
}
LoginAttempt attempt(std::uint64_t login, std::uint32_t address, bool known = false) {
  return {{login, address}, source(address), known};
}

struct Bench {
  explicit Bench(LoginLimits const& of = {}) : limits(of) {}

  std::optional<std::uint64_t> add(LoginAttempt const& each, std::uint64_t number) {
    auto const dropped = line.add(number, each, now);
    if (!dropped) return std::nullopt;
    retry_after = dropped->retry_after;
    return dropped->number;
  }
  std::optional<std::uint64_t> next() {
    auto const turn = line.next(0, now);
    if (!turn) return std::nullopt;
    failures.abandoned(turn->attempt);
    return turn->number;
  }
  void fail(LoginAttempt each, int times) {
    for (int i = 0; i < times; ++i) {
      failures.begin(each, now);
      failures.failed(each, now);
    }
  }

  LoginLimits limits;
  LoginFailures failures{limits};
  LoginLine line{limits, failures};
  Time now = kBegin;
  std::chrono::seconds retry_after{};
};

TEST_CASE("a guess that has to wait is kept and checked when its delay is over, not refused") {
  Bench bench;
  bench.fail(attempt(1, 7), 3);
  CHECK_FALSE(bench.add(attempt(1, 7), 1));
  CHECK_FALSE(bench.next());
  CHECK(bench.line.wake_at(bench.now) == kBegin + 1s);
  bench.now = kBegin + 999ms;
  CHECK_FALSE(bench.next());
  bench.now = kBegin + 1s;
  CHECK(bench.next() == 1);
}

TEST_CASE("the longest delay of any number of failures fits into the time that one may wait") {
  for (bool const known : {false, true}) {
    Bench bench;
    bench.fail(attempt(1, 7, known), 50);
    CHECK_FALSE(bench.add(attempt(1, 7, known), 1));
    bench.now = *bench.line.wake_at(bench.now);
    CHECK(bench.line.drop_late(bench.now).empty());
    CHECK(bench.next() == 1);
  }
}

TEST_CASE("of one source and login no more are kept than can have their turn in time") {
  Bench bench;
  bench.fail(attempt(1, 7), 50);
  CHECK_FALSE(bench.add(attempt(1, 7), 1));
  CHECK(bench.add(attempt(1, 7), 2) == 2);
  CHECK(bench.retry_after == 8s);
  bench.fail(attempt(2, 8, true), 50);
  for (std::uint64_t each = 10; each < 14; ++each)
    CHECK_FALSE(bench.add(attempt(2, 8, true), each));
  CHECK(bench.add(attempt(2, 8, true), 14) == 14);
  CHECK(bench.retry_after == 2s);
  for (std::uint64_t each = 20; each < 36; ++each) CHECK_FALSE(bench.add(attempt(3, 9), each));
  CHECK(bench.add(attempt(3, 9), 36) == 36);
}

TEST_CASE("guesses at many logins from one source, each of which has to wait, fill no line") {
  Bench bench;
  std::size_t kept = 0;
  for (std::uint64_t login = 1; login <= 200;
       ++login) {  // users of an office, known from its address
    bench.fail(attempt(login, 7, true), 3);
    kept += bench.add(attempt(login, 7, true), login) ? 0 : 1;
  }
  CHECK(kept == bench.limits.delayed_of_source);
  bench.fail(attempt(1, 8), 3);
  CHECK_FALSE(bench.add(attempt(1, 8), 500));
  CHECK_FALSE(bench.add(attempt(999, 7, true), 501));  // a login that did not fail
  CHECK(bench.next() == 501);
}

TEST_CASE("nobody is dropped while one with more failures is in the line") {
  Bench bench;
  std::uint64_t number = 0;
  for (std::uint32_t address = 1; address <= 400; ++address) {
    bench.fail(attempt(address, address), 1);
    bench.add(attempt(address, address), ++number);
  }
  CHECK(bench.line.size() == bench.limits.waiting);
  for (std::uint32_t address = 1'001; address <= 1'256; ++address) {
    auto const dropped = bench.add(attempt(1, address), 1'000 + ++number);
    REQUIRE(dropped);
    CHECK(*dropped <= 400);
  }
  CHECK(*bench.add(attempt(1, 2'000), 5'000) ==
        5'000);  // all are equals now: the newest is dropped
  bench.now += 1001ms;
  CHECK(*bench.add(attempt(1, 2'001), 5'001) ==
        1'401);  // but before it the oldest that waits too long
}

TEST_CASE("among equals the first comes first, and those that waited too long after all others") {
  Bench bench;
  for (std::uint32_t each = 1; each <= 3; ++each) bench.add(attempt(1, each), each);
  bench.now += 600ms;
  for (std::uint32_t each = 4; each <= 5; ++each) bench.add(attempt(1, each), each);
  CHECK(bench.next() == 1);
  bench.now += 600ms;
  CHECK(bench.next() == 4);
  CHECK(bench.next() == 5);
  CHECK(bench.next() == 3);
  CHECK(bench.next() == 2);
}

// Simulates a flood of logins. 200 sources have one failed login each. They ask again and again,
// each a second after its last answer. Each second 20 sources come that were never seen before. Now
// and then two people log in with the right password: one from a known source, one from a new
// source. Two threads check passwords, and a third thread checks only those of known sources. Each
// thread is as fast as if it had a processor of its own.
struct Flood {
  explicit Flood(Passed check) : takes(check) {
    for (std::uint32_t each = 0; each < 200; ++each) {
      bench.fail(attempt(each, kGuessers + each), 1);
      at(Passed{each * 5}, [this, each] { enter(attempt(1'000 + each, kGuessers + each)); });
    }
    for (std::uint32_t each = 0; each < 20 * kSeconds; ++each) {
      at(Passed{each * 50}, [this, each] { enter(attempt(each % 406, kFresh + each)); });
    }
    for (std::uint32_t each = 0; each < kPeople; ++each) {
      at(Passed{2'000 + each * 487}, [this] { enter(attempt(1, kKnown, true)); });
      at(Passed{2'300 + each * 487}, [this, each] { enter(attempt(2, kNew + each)); });
    }
  }

  void at(Passed when, std::function<void()> act) { acts.emplace(kBegin + when, std::move(act)); }
  void enter(LoginAttempt const& each) {
    entered.insert_or_assign(++number, std::pair{each, bench.now});
    if (auto const gone = bench.line.add(number, each, bench.now)) answer(gone->number, false);
    check();
  }
  void check() {
    while (auto const turn = bench.line.next(checks, bench.now)) {
      ++checks;
      at(std::chrono::duration_cast<Passed>(bench.now - kBegin) + takes, [this, turn = *turn] {
        --checks;
        auto const address = entered.at(turn.number).first.source;
        bool const right = address == source(kKnown) || is_new(address);
        right ? bench.failures.succeeded(turn.attempt, bench.now)
              : bench.failures.failed(turn.attempt, bench.now);
        answer(turn.number, true);
        check();
      });
    }
  }
  void answer(std::uint64_t which, bool checked) {
    auto const [each, since] = entered.at(which);
    auto const took = std::chrono::duration_cast<Passed>(bench.now - since);
    if (each.source == source(kKnown)) (checked ? known : dropped).push_back(took);
    if (is_new(each.source)) (checked ? fresh : dropped).push_back(took);
    if (is_in(each.source, kFresh)) (checked ? strangers : others).push_back(took);
    if (!is_in(each.source, kGuessers)) return;
    guessers += checked ? 1 : 0;
    auto const later = std::chrono::duration_cast<Passed>(bench.now - kBegin) + 1s;
    at(later,
       [this, again = each] { enter(attempt(again.pair.high + 200, address_of(again.source))); });
  }
  void run() {
    while (acts.begin()->first < kBegin + kSeconds * 1s) {
      bench.now = acts.begin()->first;
      auto const act = std::move(acts.begin()->second);
      acts.erase(acts.begin());
      act();
      for (auto const& each : bench.line.drop_late(bench.now)) answer(each.number, false);
    }
  }

  static constexpr std::uint32_t kGuessers = 10'000, kFresh = 20'000, kNew = 30'000,
                                 kKnown = 40'000;
  static constexpr std::uint32_t kSeconds = 60, kPeople = 100;
  static std::uint32_t address_of(base::Source of) {
    return static_cast<std::uint32_t>(of.value());
  }
  static bool is_in(base::Source of, std::uint32_t begin) {
    return address_of(of) >= begin && address_of(of) < begin + 10'000;
  }
  static bool is_new(base::Source of) { return is_in(of, kNew); }

  Bench bench;
  Passed takes;
  std::multimap<Time, std::function<void()>> acts;
  std::map<std::uint64_t, std::pair<LoginAttempt, Time>> entered;
  std::uint64_t number = 0;
  std::size_t checks = 0, guessers = 0;
  std::vector<Passed> known, fresh, strangers, dropped, others;
};

TEST_CASE(
    "as long as the fresh ones of a flood can be checked at all, a new source waits not 2 s") {
  for (auto const takes : {20ms, 60ms, 85ms, 88ms}) {
    CAPTURE(takes.count());
    Flood flood(takes);
    flood.run();
    CHECK(flood.dropped.empty());
    REQUIRE(flood.known.size() == Flood::kPeople);
    REQUIRE(flood.fresh.size() == Flood::kPeople);
    CHECK(*std::ranges::max_element(flood.known) <= 500ms);
    CHECK(*std::ranges::max_element(flood.fresh) <= 2s);
  }
}

TEST_CASE(
    "of too many logins those that are served are served soon, and those that failed not at all") {
  Flood flood(200ms);  // ten checks a second
  flood.run();
  CHECK(flood.guessers <= 2);  // while the others had not come yet
  REQUIRE(flood.known.size() == Flood::kPeople);
  CHECK(*std::ranges::max_element(flood.known) <= 500ms);
  CHECK(flood.strangers.size() > 400);  // of 1,200; people get the rest
  CHECK(flood.fresh.size() > Flood::kPeople / 3);
  auto soon = std::ranges::count_if(flood.fresh, [](Passed took) { return took <= 2s; });
  CHECK(soon * 10 >= static_cast<std::ptrdiff_t>(flood.fresh.size()) * 9);
}

}  // namespace
}  // namespace callbackd::edge
