#include "engine/core_time.hpp"

#include <catch2/catch.hpp>

namespace callbackd::engine {
namespace {

using namespace std::chrono_literals;
base::Instant at(std::chrono::seconds since) {
  return base::Instant{} + 1000h + since;
}

}  // namespace

TEST_CASE("core time is the clock while commits succeed") {
  CoreTime time(at(0s));
  CHECK(time.advance(at(1s), false) == at(1s));
  CHECK(time.advance(at(5s), false) == at(5s));
}

TEST_CASE("core time never falls, not even when the clock does") {
  CoreTime time(at(0s));
  time.advance(at(9s), false);
  CHECK(time.advance(at(3s), false) == at(9s));
}

TEST_CASE("core time starts no earlier than the last committed instant") {
  CoreTime time(at(60s));
  CHECK(time.advance(at(10s), false) == at(60s));
}

TEST_CASE(
    "a clock that is behind at the start is waited for gently, not with time standing still") {
  CoreTime time(at(3600s));
  CHECK(time.advance(at(0s), false) == at(3600s));
  auto const later = time.advance(at(20s), false);
  CHECK(later > at(3618s));
  CHECK(later < at(3620s));
  CHECK(time.advance(at(100'000s), false) == at(100'000s));
}

TEST_CASE("while nothing can be committed time stands still, and afterwards it catches up gently") {
  CoreTime time(at(0s));
  time.advance(at(10s), false);
  CHECK(time.advance(at(20s), true) == at(10s));
  CHECK(time.advance(at(50s), true) == at(10s));
  auto const resumed = time.advance(at(51s), false);
  CHECK(resumed > at(10s));
  CHECK(resumed < at(12s));  // not the 41 seconds that passed outside
  auto const later = time.advance(at(51s + 900s), false);
  CHECK(later == at(951s));  // caught up
}

}  // namespace callbackd::engine
