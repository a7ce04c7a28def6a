// Tests the windows in which customers want their calls against the hours of the queue. A window in
// which the queue is never open is refused. If the window begins while the queue is closed, the
// callback is due when the queue opens.
#include <catch2/catch.hpp>

#include "core/bench.hpp"

namespace callbackd::core::test {
namespace {

// The queue of these tests is open from Monday to Friday, 09:00 to 17:00 in London, which is UTC on
// these days. Friday the fifth is a holiday. An offer needs 20 s, and the closing margin is 60 s.
constexpr Instant kMonday = kStart;  // 1 March 2027, 09:00
constexpr Instant kSaturday{std::chrono::sys_days{std::chrono::year{2027} / 3 / 6}};
constexpr Instant kMondayAfter = kMonday + 24h * 7;

SiteDefinition office_site() {
  auto site = plain_site();
  calendar::HoursRules rules;
  rules.zone = "Europe/London";
  for (std::size_t day = 0; day < 5; ++day) {
    rules.weekly[day].push_back(*calendar::day_window_from_text("09:00-17:00"));
  }
  rules.closed.insert(std::chrono::year{2027} / 3 / 5);
  site.hours.push_back({"office", calendar::OfficeHours::make(rules).value()});
  queue_of(site, "sales").hours = "office";
  queue_of(site, "always");
  return site;
}

struct Desk {
  Bench bench{office_site()};
  AnswerBody ask(std::uint64_t number, TimeWindow window, std::string queue = "sales") {
    auto command = bench.request(number, std::move(queue));
    command.window = window;
    return bench.post(std::move(command));
  }
};

void is_outside(AnswerBody const& answer, std::optional<Instant> opens_at,
                std::string const& field = "when") {
  auto const& refused = refusal(answer);
  REQUIRE(refused.reason == RefusalReason::kInvalidFields);
  CHECK(refused.errors.at(0).field == field);
  CHECK(refused.errors.at(0).rule == "outside_hours");
  CHECK(refused.opens_at == opens_at);
}

TEST_CASE("a window that no opening touches is refused, and says when the queue opens") {
  Desk desk;
  is_outside(desk.ask(1, {kSaturday, kSaturday + 47h}), kMondayAfter);
  auto const holiday = kMonday + 24h * 4;
  is_outside(desk.ask(1, {holiday, holiday + 8h}), kMondayAfter);
  auto const closing = kMonday + 8h;
  is_outside(desk.ask(1, {closing - 79s, closing}), kMonday + 24h);
  is_outside(desk.ask(1, {closing + 1h, closing + 2h}), kMonday + 24h);
  // This window ends at the instant at which the queue opens. So nobody can be called in it.
  is_outside(desk.ask(1, {closing + 1h, kMonday + 24h}), kMonday + 24h);
  CHECK(desk.bench.core().callbacks() == 0);
}

TEST_CASE("a window that an opening touches at all is taken") {
  Desk desk;
  auto const closing = kMonday + 8h;
  CHECK(std::holds_alternative<CallbackView>(desk.ask(1, {closing - 80s, closing})));
  CHECK(std::holds_alternative<CallbackView>(desk.ask(2, {closing, kMonday + 24h + 1s})));
  CHECK(std::holds_alternative<CallbackView>(desk.ask(3, {kSaturday, kSaturday + 1h}, "always")));
}

TEST_CASE("a window in which the queue opens later is due when it opens") {
  Desk desk;
  desk.ask(1, {kSaturday, kMondayAfter + 1h});
  CHECK(desk.bench.row(1).due_at == kMondayAfter);
  CHECK(desk.bench.row(1).expires_at == kMondayAfter + 1h);
  desk.ask(2, {kSaturday, std::nullopt});
  CHECK(desk.bench.row(2).due_at == kMondayAfter);
  CHECK(desk.bench.row(2).expires_at == kMondayAfter + 24h);  // the queue's lifetime
  desk.ask(3, {kMonday + 8h - 30s, std::nullopt});            // in the closing margin
  CHECK(desk.bench.row(3).due_at == kMonday + 24h);
  desk.bench.pass(kMondayAfter - desk.bench.now());
  CHECK(desk.bench.state(1) == CallbackState::kQueued);
}

TEST_CASE("a change and a reschedule keep to the hours as a request does") {
  Desk desk;
  auto& bench = desk.bench;
  bench.post(1);
  ChangeCallback change;
  change.id = callback_id(1);
  change.by = {Actor::Kind::kCustomer, ""};
  change.window = TimeWindow{kSaturday, kSaturday + 1h};
  is_outside(bench.run(change), kMondayAfter);
  change.window = TimeWindow{kSaturday, kMondayAfter + 1h};
  CHECK(std::get<CallbackView>(bench.run(change)).due_at == kMondayAfter);

  auto const alice = bench.enter_ready("alice");
  bench.post(2);
  bench.accept(alice, 2);
  RescheduleInteraction again{alice, bench.interaction(2), {}, {}, "", {}, false};
  again.window = {kSaturday, kSaturday + 1h};
  is_outside(bench.run(again), kMondayAfter);
  again.window = {kSaturday, std::nullopt};
  CHECK(std::get<ClosedView>(bench.run(again)).due_at == kMondayAfter);
}

TEST_CASE("another queue must be able to call within the window that the customer gave") {
  Desk desk;
  auto& bench = desk.bench;
  desk.ask(1, {kSaturday, kSaturday + 1h}, "always");
  ChangeCallback change;
  change.id = callback_id(1);
  change.by = {Actor::Kind::kSupervisor, "eve"};
  change.queue = "sales";
  is_outside(bench.run(change), kMondayAfter, "queue");
  bench.post(2, "always");
  change.id = callback_id(2);
  CHECK(std::holds_alternative<CallbackView>(bench.run(change)));
}

TEST_CASE("a begin more than five minutes past is refused, unless a change keeps it") {
  Bench bench;
  auto command = bench.request(1);
  command.window = {kStart - 5min - 1us, kStart + 1h};
  CHECK(refusal(bench.post(command)).errors.at(0).rule == "in_past");
  command.window = {kStart - 5min, kStart + 1h};
  CHECK(std::holds_alternative<CallbackView>(bench.post(command)));
  bench.pass(10min);
  ChangeCallback change;
  change.id = callback_id(1);
  change.by = {Actor::Kind::kCustomer, ""};
  change.window = TimeWindow{kStart - 5min, kStart + 2h};
  CHECK(refusal(bench.run(change)).errors.at(0).rule == "in_past");
  change.begin_is_kept = true;
  CHECK(std::get<CallbackView>(bench.run(change)).expires_at == kStart + 2h);
}

}  // namespace
}  // namespace callbackd::core::test
