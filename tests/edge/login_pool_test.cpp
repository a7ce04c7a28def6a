#include "edge/login_pool.hpp"

#include <catch2/catch.hpp>
#include <future>

namespace callbackd::edge {

TEST_CASE("a login's failures lock it for that address, also those that are still being checked") {
  LoginPool pool;
  for (int i = 0; i < 10; ++i) CHECK(pool.begin("bob", "10.0.0.99").count() == 0);
  CHECK(pool.begin("bob", "10.0.0.99").count() > 0);
  CHECK(pool.locked_for("bob", "10.0.0.99") <= std::chrono::seconds{60});
  CHECK(pool.begin("alice", "10.0.0.99").count() == 0);
  CHECK(pool.begin("bob", "10.0.0.1").count() == 0);  // the real one is not shut out by a stranger
}

TEST_CASE("guesses from everywhere lock a login as well, at a higher number") {
  LoginPool pool;
  for (int i = 0; i < 100; ++i) {
    CHECK(pool.begin("bob", "10.0.1." + std::to_string(i)).count() == 0);
  }
  CHECK(pool.begin("bob", "10.0.0.1").count() > 0);
}

TEST_CASE("without a limit of addresses, behind a proxy, only the login counts") {
  LoginPool pool(0);
  for (int i = 0; i < 200; ++i) {
    CHECK(pool.begin("guess" + std::to_string(i), "10.0.0.1").count() == 0);
  }
}

TEST_CASE("an address's failures lock it for every login, successes do not count") {
  LoginPool pool;
  for (int i = 0; i < 200; ++i) {
    CHECK(pool.begin("alice", "10.0.0.1").count() == 0);
    pool.succeeded("alice", "10.0.0.1");
  }
  for (int i = 0; i < 50; ++i) {
    CHECK(pool.begin("guess" + std::to_string(i), "10.0.0.1").count() == 0);
  }
  CHECK(pool.begin("alice", "10.0.0.1").count() > 0);
  CHECK(pool.begin("alice", "10.0.0.2").count() == 0);
}

TEST_CASE("the queue before the pool has an end, and places are free again") {
  LoginPool pool(50, 1);
  int places = 0;
  while (pool.enter()) ++places;
  CHECK(places == 64);
  pool.leave();
  CHECK(pool.enter());
  std::promise<void> done;
  pool.run([&] { done.set_value(); });
  done.get_future().wait();
  while (!pool.enter()) {  // freed once the work has returned
  }
  CHECK_FALSE(pool.enter());
}

}  // namespace callbackd::edge
