// Tests callbacks that wait for a wall time, when the server starts with a newer zone database.
// They move to the instant at which the clocks now show this time.
#include <catch2/catch.hpp>

#include "core/bench.hpp"

namespace callbackd::core::test {
namespace {

// The instant of nine o'clock by the old zone database. In the newer databases of this test the
// zone has no summer time any more. So by them nine o'clock is an hour later.
constexpr Instant kNine = kStart + 24h;

PostCallback asked(Bench& bench, std::uint64_t number, Instant from,
                   std::optional<Instant> until = std::nullopt) {
  auto command = bench.request(number);
  command.window = {from, until};
  return command;
}

MovedWindow moved(std::uint64_t number, Instant was, base::Duration by) {
  MovedWindow window;
  window.callback = callback_id(number);
  window.when = {"2027-03-02T09:00", "", "Europe/Somewhere", was + by, std::nullopt};
  window.was_not_before = was;
  return window;
}

bool logged(Bench const& bench, std::uint64_t number, EventType type) {
  auto const& events = bench.effects().records.events;
  return std::any_of(events.begin(), events.end(), [&](EventRow const& event) {
    return event.callback == callback_id(number) && event.type == type && event.by.empty();
  });
}

TEST_CASE("a callback follows the wall time that it was asked for, and all else stays") {
  auto site = plain_site();
  queue_of(site, "sales").preferred_agent = 120s;
  Bench bench{site};
  bench.post(asked(bench, 1, kNine, kNine + 2h));
  bench.post(asked(bench, 2, kNine));
  bench.post(asked(bench, 3, kNine + 30min));
  auto both = moved(1, kNine, 1h);
  both.was_not_after = kNine + 2h;
  both.when.not_after = kNine + 3h;
  bench.restart_with_zones("2099b", {both, moved(2, kNine, -1h)});
  CHECK(bench.row(1).due_at == kNine + 1h);
  CHECK(bench.row(1).expires_at == kNine + 3h);
  CHECK(bench.row(1).person_version == 2);
  CHECK(bench.row(1).state == CallbackState::kScheduled);
  CHECK(bench.row(2).due_at == kNine - 1h);
  CHECK(bench.row(2).expires_at == kNine - 1h + 24h);  // the queue's lifetime
  CHECK(bench.row(3).due_at == kNine + 30min);
  CHECK(logged(bench, 1, EventType::kZoneChanged));
  CHECK(logged(bench, 2, EventType::kZoneChanged));
  CHECK(!logged(bench, 3, EventType::kZoneChanged));
  CHECK(bench.effects().records.zone_database == "2099b");
  bench.restart();
  CHECK(bench.effects().records.zone_database.empty());
  CHECK(bench.row(1).due_at == kNine + 1h);
}

TEST_CASE("one whose time is past by now waits at once, and one whose window is over expires") {
  Bench bench;
  bench.post(asked(bench, 1, kStart + 30min));
  bench.post(asked(bench, 2, kStart + 30min, kStart + 40min));
  auto over = moved(2, kStart + 30min, -1h);
  over.was_not_after = kStart + 40min;
  over.when.not_after = kStart - 20min;
  bench.restart_with_zones("2099b", {moved(1, kStart + 30min, -1h), over});
  CHECK(bench.state(1) == CallbackState::kQueued);
  CHECK(bench.state(2) == CallbackState::kExpired);
}

TEST_CASE(
    "a callback that waits for something else by now, or is in an agent's hands, keeps its time") {
  auto site = plain_site();
  queue_of(site, "sales").retry_mode = RetryMode::kAutomatic;
  queue_of(site, "sales").retries[AttemptOutcome::kBusy] = {3, 600s};
  Bench bench{site};
  auto const alice = bench.enter_ready("alice");
  bench.post(asked(bench, 1, kStart + 1min));
  bench.pass(1min);
  bench.accept(alice, 1);
  bench.run(PlaceCall{alice, bench.interaction(1), {}});
  bench.restart_with_zones("2099b", {moved(1, kStart + 1min, 1h)});
  CHECK(bench.state(1) == CallbackState::kActive);
  CHECK(bench.row(1).due_at == kStart + 1min);
  CHECK(bench.row(1).person_version == 1);
}

TEST_CASE("a window that begins and ends in a skipped hour keeps its length") {
  Bench bench;
  bench.post(asked(bench, 1, kNine, kNine + 20min));
  auto gap = moved(1, kNine, 1h);
  gap.was_not_after = kNine + 20min;
  gap.when.not_after = kNine + 1h;
  bench.restart_with_zones("2099b", {gap});
  CHECK(bench.row(1).due_at == kNine + 1h);
  CHECK(bench.row(1).expires_at == kNine + 1h + 20min);
}

TEST_CASE("slots follow: a day full of them moves by one slot without losing a booking") {
  auto const by = GENERATE(base::Duration{1h}, base::Duration{-1h});
  auto site = plain_site();
  queue_of(site, "sales").slots = {60, 1, 5};
  Bench bench{site};
  std::vector<MovedWindow> moves;
  constexpr std::uint64_t kBooked = 6;
  for (std::uint64_t i = 0; i < kBooked; ++i) {
    auto const start = kNine + i * 1h;
    bench.post(asked(bench, i + 1, start));
    REQUIRE(bench.row(i + 1).slot_at == start);
    moves.push_back(moved(i + 1, start, by));
  }
  bench.restart_with_zones("2099b", moves);
  for (std::uint64_t i = 0; i < kBooked; ++i) {
    CHECK(bench.row(i + 1).slot_at == kNine + i * 1h + by);
  }
}

TEST_CASE("many move in several steps, and none is offered at its old time meanwhile") {
  Bench bench;
  bench.enter_ready("alice");
  std::vector<MovedWindow> moves;
  constexpr std::uint64_t kMany = 450;
  for (std::uint64_t number = 1; number <= kMany; ++number) {
    bench.post(asked(bench, number, kStart + 1min));
    moves.push_back(moved(number, kStart + 1min, 1h));
  }
  bench.pass(59s);
  bench.let_time_go(2s);  // the server is down while they would be due
  bench.restart_with_zones("2099b", moves);
  bench.pass(1s);
  for (std::uint64_t number = 1; number <= kMany; ++number) {
    REQUIRE(bench.row(number).due_at == kStart + 1min + 1h);
    REQUIRE(bench.row(number).offer_number == 0);
  }
}

}  // namespace
}  // namespace callbackd::core::test
