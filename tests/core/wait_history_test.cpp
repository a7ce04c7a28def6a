#include "core/state/wait_history.hpp"

#include <catch2/catch.hpp>

#include "core/bench.hpp"

using namespace callbackd;
using namespace callbackd::core;
using namespace callbackd::core::test;

TEST_CASE("an estimate stays within a year, however long the line and the gaps are") {
  WaitHistory history;
  Callback callback;
  callback.queued_since = kStart;
  history.accepted(callback, kStart + std::chrono::days{300});
  auto const estimate = history.estimate(2'000'000, false);
  REQUIRE(estimate);
  CHECK(estimate->low_seconds == 366 * 86'400);
  CHECK(estimate->high_seconds == 366 * 86'400);
}
