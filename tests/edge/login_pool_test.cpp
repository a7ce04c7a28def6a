#include "edge/login_pool.hpp"

#include <catch2/catch.hpp>
#include <deque>
#include <future>

namespace callbackd::edge {
namespace {

constexpr base::Instant kNow = base::Instant{} + std::chrono::hours{500'000};

// Test support: keeps each turn (the permission to check one password) that the pool gives, until
// the test ends it. If the pool has one thread, at most two logins have their turns at the same
// time: one from any source, and one more from a known source.
struct Bench {
  explicit Bench(LoginLimits const& limits = {.threads = 1}) : pool(limits, LoginSourceHasher()) {}

  ~Bench() {
    pool.stop();  // otherwise the waiting logins would have their turns now
    turns.clear();
  }

  void enter(std::string const& login, std::uint32_t address) {
    auto const name = login + "@" + std::to_string(address);
    pool.enter({login, base::Source::of_ipv4(address), kNow},
               {[this, name](LoginPool::TurnPtr turn) { turns.emplace_back(name, turn); },
                [this, name](std::chrono::seconds) { dropped.push_back(name); }});
  }
  std::string next(bool right = false) {
    auto [name, turn] = std::move(turns.front());
    turns.pop_front();
    right ? turn->succeeded() : turn->failed();
    return name;
  }
  std::vector<std::string> all() {
    std::vector<std::string> names;
    while (!turns.empty()) names.push_back(next());
    return names;
  }

  LoginPool pool;
  std::deque<std::pair<std::string, LoginPool::TurnPtr>> turns;
  std::vector<std::string> dropped;
};

TEST_CASE("a login that succeeded from there before has its turn at once, others after strangers") {
  Bench bench;
  bench.pool.remember({"bob", base::Source::of_ipv4(9), kNow});
  for (std::uint32_t stranger = 1; stranger <= 3; ++stranger) bench.enter("bob", stranger);
  bench.enter("eve", 9);  // another login from the same source is a new one
  CHECK(bench.turns.size() == 1);
  bench.enter("bob", 9);
  CHECK(bench.turns.size() == 2);
  CHECK(bench.all() == std::vector<std::string>{"bob@1", "bob@9", "bob@2", "bob@3", "eve@9"});
}

TEST_CASE("known sources come before all others also when too many of them come") {
  Bench bench;
  for (std::uint32_t known = 1; known <= 3; ++known) {
    bench.pool.remember({"bob", base::Source::of_ipv4(known), kNow});
  }
  bench.enter("bob", 11);
  bench.enter("bob", 12);
  for (std::uint32_t known = 1; known <= 3; ++known) bench.enter("bob", known);
  CHECK(bench.all() == std::vector<std::string>{"bob@11", "bob@1", "bob@2", "bob@3", "bob@12"});
}

TEST_CASE("a login that failed before comes after one that did not") {
  Bench bench;
  bench.enter("bob", 1);
  bench.all();
  bench.enter("eve", 11);
  bench.enter("bob", 1);
  bench.enter("bob", 2);
  CHECK(bench.all() == std::vector<std::string>{"eve@11", "bob@2", "bob@1"});
}

TEST_CASE("when too many wait, the one with the most failures is dropped") {
  Bench bench({.threads = 1, .waiting = 2});
  bench.enter("bob", 1);
  bench.all();
  bench.enter("eve", 11);
  bench.enter("bob", 1);
  bench.enter("bob", 2);
  bench.enter("bob", 3);
  CHECK(bench.dropped == std::vector<std::string>{"bob@1"});
  CHECK(bench.pool.figures().dropped == 1);
  CHECK(bench.all() == std::vector<std::string>{"eve@11", "bob@2", "bob@3"});
  CHECK(bench.pool.figures().failed == 4);
}

TEST_CASE("a login that waits too long is told so") {
  Bench bench({.threads = 1, .waiting_time = std::chrono::seconds{0}});
  bench.enter("eve", 11);
  bench.enter("bob", 1);
  CHECK(bench.dropped == std::vector<std::string>{"bob@1"});
  CHECK(bench.all() == std::vector<std::string>{"eve@11"});
}

// Limits whose delays last longer than every test, so that no delay ends during a test.
constexpr LoginLimits long_delays(std::size_t threads) {
  using std::chrono::hours;
  return {.threads = threads,
          .waiting_time = hours{9},
          .delay_first = hours{1},
          .delay_most = hours{1}};
}

TEST_CASE("of guesses at one login from one source, made at once, no more than three are checked") {
  Bench bench(long_delays(1));
  for (int i = 0; i < 6; ++i) bench.enter("bob", 1);
  CHECK(bench.all() == std::vector<std::string>{"bob@1", "bob@1", "bob@1"});
  bench.enter("bob", 1);
  CHECK(bench.pool.figures().waiting == 4);  // kept, not refused
  CHECK(bench.dropped.empty());
  bench.enter("bob", 2);
  bench.enter("alice", 1);
  CHECK(bench.all().size() == 2);
}

TEST_CASE("of guesses at once no more than three are checked also where eight could be") {
  Bench bench(long_delays(8));
  for (int i = 0; i < 6; ++i) bench.enter("bob", 1);
  CHECK(bench.turns.size() == 3);
  bench.enter("eve", 1);  // another login does not wait for them
  CHECK(bench.turns.size() == 4);
  CHECK(bench.next(true) == "bob@1");
  CHECK(bench.turns.size() == 4);  // the next one has its turn
  bench.all();
  CHECK(bench.pool.figures().waiting == 2);
}

TEST_CASE("a login that has to wait after failures has its turn by itself when its delay is over") {
  std::promise<void> turned;  // made before the pool, whose thread may still use it
  LoginPool pool({.threads = 1, .waiting_time = std::chrono::hours{1}}, LoginSourceHasher());
  LoginPool::LoginRequest const asked{"bob", base::Source::of_ipv4(1), kNow};
  auto const nobody_dropped = [](std::chrono::seconds) { FAIL("dropped"); };
  for (int i = 0; i < 3; ++i) {
    pool.enter(asked, {[](LoginPool::TurnPtr const& turn) { turn->failed(); }, nobody_dropped});
  }
  pool.enter(asked, {[&](LoginPool::TurnPtr const& turn) {
                       turn->succeeded();
                       turned.set_value();
                     },
                     nobody_dropped});
  CHECK(pool.figures().waiting == 1);
  turned.get_future().get();
  CHECK(pool.figures().waiting == 0);
  pool.stop();
}

TEST_CASE("a login that waits when the server ends is let go of, and so is each that comes") {
  Bench bench(long_delays(1));
  for (int i = 0; i < 4; ++i) bench.enter("bob", 1);
  bench.all();
  CHECK(bench.pool.figures().waiting == 1);
  bench.pool.close_line();
  CHECK(bench.pool.figures().waiting == 0);
  bench.enter("eve", 2);
  CHECK(bench.turns.empty());
}

TEST_CASE("many logins at once with the right password all pass") {
  Bench bench;
  for (int i = 0; i < 12; ++i) bench.enter("sue", 1);
  for (int i = 0; i < 12; ++i) CHECK(bench.next(true) == "sue@1");
  CHECK(bench.dropped.empty());
}

TEST_CASE("a guess after its delay is checked, though it failed before") {
  Bench bench({.threads = 1, .delay_first = std::chrono::seconds{0}});
  for (int i = 0; i < 5; ++i) {
    bench.enter("bob", 1);
    CHECK(bench.all().size() == 1);
  }
}

TEST_CASE("a turn that nobody uses is the next one's") {
  Bench bench;
  for (std::uint32_t each = 1; each <= 3; ++each) bench.enter("bob", each);
  auto unused = std::move(bench.turns.front());
  bench.turns.pop_front();
  CHECK(bench.turns.empty());
  unused.second.reset();  // as if the database did not answer
  CHECK(bench.turns.size() == 1);
  CHECK(bench.pool.figures().failed == 0);
}

TEST_CASE("passwords are checked on the pool's threads, and its end lets go of logins that wait") {
  std::future<void> dropped;
  {
    Bench bench;
    bench.enter("bob", 1);
    std::promise<std::thread::id> done;
    bench.turns.front().second->run([&] { done.set_value(std::this_thread::get_id()); });
    bool const elsewhere = done.get_future().get() != std::this_thread::get_id();
    CHECK(elsewhere);
    bench.enter("bob", 2);
    auto held = std::make_shared<std::promise<void>>();
    dropped = held->get_future();
    bench.pool.enter({"bob", base::Source::of_ipv4(3), kNow},
                     {[held](LoginPool::TurnPtr const&) {}, [](std::chrono::seconds) {}});
    held.reset();
    bench.pool.stop();
    bench.enter("bob", 4);
  }
  CHECK_THROWS_AS(dropped.get(),
                  std::future_error);  // a broken promise: the waiter was destroyed
}

}  // namespace
}  // namespace callbackd::edge
