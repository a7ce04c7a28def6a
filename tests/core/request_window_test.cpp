#include "core/state/request_window.hpp"

#include <rapidcheck.h>
#include <catch2/catch.hpp>
#include <deque>

using namespace callbackd::core;
using namespace std::chrono_literals;

namespace {

using Key = RequestWindow::Key;
constexpr Key kKey{1, 2};
constexpr callbackd::base::HashKey kHashKey{1, 2};

callbackd::base::Instant at(callbackd::base::Duration since) {
  return callbackd::base::Instant{} + 1000h + since;
}

}  // namespace

TEST_CASE("a window is full until the first of the last so and so many leaves it") {
  RequestWindow window{1h, 100, kHashKey};
  window.add(kKey, at(0min));
  window.add(kKey, at(10min));
  CHECK(window.wait(kKey, 3, at(11min)) == 0min);
  CHECK(window.wait(kKey, 2, at(11min)) == 49min);
  CHECK(window.wait(kKey, 1, at(11min)) == 59min);
  CHECK(window.wait(kKey, 2, at(1h)) == 0min);
  CHECK(window.wait(kKey, 2, at(1h - 1us)) == 1us);
}

TEST_CASE("keys do not count for one another") {
  RequestWindow window{1h, 100, kHashKey};
  window.add(kKey, at(0min));
  CHECK(window.wait({1, 3}, 1, at(0min)) == 0min);
  CHECK(window.wait({2, 2}, 1, at(0min)) == 0min);
}

TEST_CASE("a key that comes and goes is counted over many windows") {
  RequestWindow window{1min, 100, kHashKey};
  for (int i = 0; i < 10'000; ++i) {
    auto const now = at(i * 7s);
    if (i >= 9) CHECK(window.wait(kKey, 9, now) == 0s);
    window.add(kKey, now);
    CHECK((window.wait(kKey, 9, now) > 0s) == (i >= 8));  // nine in 56 seconds
  }
  CHECK(window.keys() == 1);
}

TEST_CASE("never more than the limit fit into a window, and few are never kept waiting") {
  CHECK(rc::check([] {
    auto const most = static_cast<std::uint64_t>(*rc::gen::inRange(1, 200));
    RequestWindow window{1h, 100, kHashKey};
    std::deque<callbackd::base::Instant> taken;
    callbackd::base::Duration now{0};
    for (int i = 0; i < 1'000; ++i) {
      now += std::chrono::seconds{*rc::gen::inRange(0, 90)};
      while (!taken.empty() && taken.front() + 1h <= at(now)) taken.pop_front();
      auto const wait = window.wait(kKey, most, at(now));
      if (wait > 0s) {
        // A request has to wait only if the window is full. With a limit of up to 60 requests the
        // window counts exactly. With a higher limit it counts in sixtieths of its length, so that
        // a request may have to wait a little too long.
        RC_ASSERT(taken.size() >= (most <= 60 ? most : most * 9 / 10));
        RC_ASSERT(window.wait(kKey, most, at(now + wait)) == 0s);
        continue;
      }
      taken.push_back(at(now));
      RC_ASSERT(taken.size() <= most);
      window.add(kKey, at(now));
    }
  }));
}

TEST_CASE("so many keys are remembered and no more, those seen last") {
  RequestWindow window{1h, 1'000, kHashKey};
  for (std::uint64_t number = 0; number < 100'000; ++number) {
    window.add({1, number}, at(std::chrono::milliseconds{number}));
    CHECK(window.keys() <= 2'000);
  }
  CHECK(window.wait({1, 99'999}, 1, at(2min)) > 0s);
  CHECK(window.wait({1, 99'000}, 1, at(2min)) > 0s);
  CHECK(window.wait({1, 0}, 1, at(2min)) == 0s);
}

TEST_CASE("a busy key takes bounded memory and its count stays right") {
  RequestWindow window{1min, 10, kHashKey};
  for (int i = 0; i < 1'000'000; ++i) window.add(kKey, at(std::chrono::microseconds{i * 10}));
  CHECK(window.wait(kKey, 1'000'001, at(10s)) == 0s);
  CHECK(window.wait(kKey, 1'000'000, at(10s)) > 0s);
  CHECK(window.wait(kKey, 1, at(70s)) == 0s);
}
