// Tests a start of the server when the rows of one callback cannot be understood. The core leaves
// this callback out and does nothing with it. All other callbacks go on as usual.
#include "core/messages/left_out.hpp"

#include <catch2/catch.hpp>

#include "core/bench.hpp"

namespace callbackd::core::test {
namespace {

Actor const kCustomer{Actor::Kind::kCustomer, ""};

struct Desk {
  Bench bench;
  base::AgentId alice = bench.enter_ready("alice");

  void talk() {
    bench.post(1);
    bench.accept(alice, 1);
    bench.run(PlaceCall{alice, bench.interaction(1), {}});
    bench.run(VoiceEvent{LegAnswered{bench.leg(1, LegNumber::kAgent)}});
    bench.run(VoiceEvent{LegAnswered{bench.leg(1, LegNumber::kContact)}});
  }
  std::vector<LegId> legs() const {
    return {bench.leg(1, LegNumber::kContact), bench.leg(1, LegNumber::kAgent)};
  }
};

bool is_unavailable(AnswerBody const& answer) {
  return refusal(answer).reason == RefusalReason::kUnavailable;
}

TEST_CASE("a callback that was left out is told as unavailable, and nothing is written of it") {
  Desk desk;
  desk.talk();
  auto& bench = desk.bench;
  bench.restart_without({callback_id(1), {"alice"}}, desk.legs());
  CHECK(bench.effects().records.callbacks.empty());
  CHECK(bench.effects().records.events.empty());
  CHECK(is_unavailable(bench.run(GetCallback{callback_id(1)})));
  CHECK(is_unavailable(bench.run(CancelCallback{callback_id(1), kCustomer})));
  ChangeCallback change;
  change.id = callback_id(1);
  change.by = kCustomer;
  change.priority = 1;
  CHECK(is_unavailable(bench.run(change)));
  CHECK(is_unavailable(bench.run(ExplainCallback{callback_id(1)})));
  CHECK(bench.effects().records.empty());
  CHECK(refusal(bench.run(GetCallback{callback_id(2)})).reason == RefusalReason::kNotFound);
}

TEST_CASE("the legs of a callback that was left out are not hung up, those of others are") {
  Desk desk;
  desk.talk();
  LegId const stray{{callback_id(9), 1}, LegNumber::kContact};
  auto live = desk.legs();
  live.push_back(stray);
  desk.bench.restart_without({callback_id(1), {"alice"}}, live);
  auto const hung_up = desk.bench.ordered<HangUp>();
  REQUIRE(hung_up.size() == 1);
  CHECK(hung_up[0].leg == stray);
}

TEST_CASE("the agent of a callback that was left out starts Not Ready and is offered nothing") {
  Desk desk;
  desk.talk();
  auto& bench = desk.bench;
  bench.restart_without({callback_id(1), {"alice"}}, desk.legs());
  bench.post(2);
  auto const alice = bench.enter("alice");
  CHECK(bench.state(2) == CallbackState::kQueued);
  CHECK(is_unavailable(bench.run(GetInteraction{alice, bench.interaction(1)})));
  bench.run(SetAgentState{alice, true, ""});
  CHECK(bench.state(2) == CallbackState::kOffered);
}

TEST_CASE("a callback that was repaired is as it was at the next restart") {
  Desk desk;
  desk.talk();
  auto& bench = desk.bench;
  auto const before = bench.row(1);
  bench.restart_without({callback_id(1), {"alice"}}, desk.legs());
  bench.restart(desk.legs());
  CHECK(std::holds_alternative<CallbackView>(bench.run(GetCallback{callback_id(1)})));
  CHECK(bench.row(1).state == before.state);
  CHECK(bench.row(1).agent == "alice");
}

Restored with(CallbackRow row) {
  Restored restored;
  restored.callbacks.emplace_back(std::move(row), phone(442071830001));
  return restored;
}

TEST_CASE("rows that contradict each other are found before they are restored") {
  Desk desk;
  desk.talk();
  auto const good = desk.bench.ledger().restored();
  CHECK(contradictions(good).empty());
  auto row = desk.bench.row(1);
  CHECK(contradictions(with(row)).size() == 1);  // its interaction is gone
  auto restored = good;
  restored.attempts.clear();
  CHECK(contradictions(restored).size() == 1);
  restored = good;
  restored.open_interactions[0].agent = "bob";
  CHECK(contradictions(restored).size() == 1);
  for (auto const at : {base::Instant::min(), base::Instant{-1us},
                        base::Instant{std::chrono::sys_days{std::chrono::year{2101} / 1 / 1}}}) {
    restored = good;
    restored.callbacks[0].first.due_at = at;
    CHECK(contradictions(restored).size() == 1);
  }
  constexpr base::Instant CallbackRow::* kTimes[] = {&CallbackRow::created_at,
                                                     &CallbackRow::due_at};
  for (auto const at : {base::kNever, base::Instant{-1us}}) {
    for (auto const member : kTimes) {
      restored = good;
      restored.callbacks[0].first.*member = at;
      CHECK(contradictions(restored).size() == 1);
    }
  }
  constexpr std::uint32_t CallbackRow::* kNumbers[] = {
      &CallbackRow::offer_number, &CallbackRow::event_number, &CallbackRow::person_version};
  for (auto const member : kNumbers) {
    restored = good;
    restored.callbacks[0].first.*member = 2'147'483'647;  // the next number fits into no column
    CHECK(contradictions(restored).size() == 1);
  }
  restored = good;
  restored.callbacks[0].first.serial = base::Serial{~std::uint64_t{0}};
  CHECK(contradictions(restored).size() == 1);
  restored = good;
  restored.callbacks[0].first.ended_at = kStart;
  CHECK(contradictions(restored).size() == 1);
  restored = good;
  leave_out(restored, {callback_id(1)});
  CHECK(restored.callbacks.empty());
  CHECK(restored.open_interactions.empty());
  CHECK(restored.attempts.empty());
}

TEST_CASE("of callbacks with the same serial the first is kept") {
  Bench bench;
  for (std::uint64_t number = 1; number <= 3; ++number) bench.post(number);
  auto restored = bench.ledger().restored();
  REQUIRE(contradictions(restored).empty());
  for (auto& [row, phone] : restored.callbacks) row.serial = base::Serial{7};
  CHECK(contradictions(restored).size() == 2);
  restored.callbacks[1].first.serial = base::Serial{8};
  CHECK(contradictions(restored).size() == 1);
}

TEST_CASE("a window that would move out of the years that are worked with is left out") {
  Desk desk;
  desk.talk();
  base::Instant const late{std::chrono::sys_days{std::chrono::year{2101} / 1 / 2}};
  auto const windows = [&](Instant when, Instant was) {
    MovedWindow window;
    window.callback = callback_id(1);
    window.when.not_before = when;
    window.was_not_before = was;
    MovedWindow end;
    end.callback = callback_id(1);
    end.when.not_after = when;
    end.was_not_after = was;
    return std::vector<std::vector<MovedWindow>>{{window}, {end}};
  };
  for (auto const& [when, was] :
       {std::pair{late, kStart}, std::pair{kStart, late}, std::pair{base::kNever, kStart},
        std::pair{base::Instant{-1h}, kStart}, std::pair{kStart, base::Instant::min()}}) {
    for (auto const& moved : windows(when, was)) {
      auto restored = desk.bench.ledger().restored();
      restored.moved_windows = moved;
      REQUIRE(contradictions(restored).size() == 1);
      CHECK(contradictions(restored)[0].callback == callback_id(1));
      leave_out(restored, {callback_id(1)});
      CHECK(restored.moved_windows.empty());
    }
  }
  auto restored = desk.bench.ledger().restored();
  restored.moved_windows = windows(kStart + 1h, kStart)[0];
  CHECK(contradictions(restored).empty());
}

}  // namespace
}  // namespace callbackd::core::test
