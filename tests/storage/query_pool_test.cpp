#include <condition_variable>
#include <mutex>

#include "storage/query_pool.hpp"
#include "worlds.hpp"

using namespace callbackd;
using namespace callbackd::test;
using namespace std::chrono_literals;

namespace {

// Collects the answers to questions, so that a test sees which answers came, and how many.
class Answers {
 public:
  std::function<void(bool)> one() {
    return [this](bool asked) {
      std::lock_guard const lock{mutex_};
      told_.push_back(asked);
      changed_.notify_all();
    };
  }
  std::vector<bool> after(std::size_t count) {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [&] { return told_.size() >= count; });
    return told_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<bool> told_;
};

void run(storage::Connection& connection, char const* sql) {
  pqxx::nontransaction transaction{*connection};
  transaction.exec(sql);
}
auto asking(char const* sql) {
  return [sql](storage::Connection& connection) { run(connection, sql); };
}

}  // namespace

TEST_CASE("a question that the database does not answer in time is answered without it, once") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  Answers slow;
  Answers next;
  storage::QueryPool pool{world.location, {.threads = 1, .queued = 10, .limit = 500ms}};
  auto const began = std::chrono::steady_clock::now();
  REQUIRE(pool.submit({asking("SELECT pg_sleep(4)"), slow.one()}));
  CHECK(slow.after(1) == std::vector{false});
  CHECK(std::chrono::steady_clock::now() - began < 3s);
  // The pool has only one thread. So the first good answer to a new question shows that the slow
  // question does not hold this thread any more.
  while (next.after(0).empty() || !next.after(0).back()) {
    auto const told = next.after(0).size();
    REQUIRE(pool.submit({asking("SELECT 1"), next.one()}));
    next.after(told + 1);
  }
  CHECK(slow.after(1).size() == 1);
}

TEST_CASE("a question that waits behind others is not answered later than they are") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  Answers answers;
  storage::QueryPool pool{world.location, {.threads = 1, .queued = 10, .limit = 300ms}};
  for (int number = 0; number < 3; ++number)
    REQUIRE(pool.submit({asking("SELECT pg_sleep(4)"), answers.one()}));
  CHECK(answers.after(3) == std::vector{false, false, false});
}

TEST_CASE("a pool that ends answers everything once, without waiting for the database") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  Answers answers;
  std::promise<void> started;
  auto const began = std::chrono::steady_clock::now();
  {
    storage::QueryPool pool{world.location, {.threads = 1, .queued = 10, .limit = 1min}};
    auto const ask = [&](storage::Connection& connection) {
      started.set_value();
      run(connection, "SELECT pg_sleep(4)");
    };
    REQUIRE(pool.submit({ask, answers.one()}));
    REQUIRE(pool.submit({asking("SELECT 1"), answers.one()}));
    started.get_future().wait();
  }
  CHECK(std::chrono::steady_clock::now() - began < 3s);
  CHECK(answers.after(2) == std::vector{false, false});
}

TEST_CASE("a connection that was cut while it was idle is not noticed by the next question") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  Answers answers;
  storage::QueryPool pool{world.location, {.threads = 1, .queued = 10}};
  REQUIRE(pool.submit({asking("SELECT 1"), answers.one()}));
  answers.after(1);
  world.look(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'SELECT 1' AND "
      "datname = current_database()");
  REQUIRE(pool.submit({asking("SELECT 2"), answers.one()}));
  REQUIRE(pool.submit({asking("SELECT nonsense"), answers.one()}));
  CHECK(answers.after(3) == std::vector{true, true, false});
}
