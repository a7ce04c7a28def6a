// Tests slots: which times may be booked with which kind of key, how many callbacks may hold a
// slot, and when a place becomes free again.
#include <catch2/catch.hpp>

#include "core/bench.hpp"
#include "core/read/slots.hpp"

using namespace callbackd;
using namespace callbackd::core;
using namespace callbackd::core::test;

namespace {

// The queue is open from 09:00 to 17:00 in London, which is UTC on the day of the tests. Its slots
// last 15 minutes.
SiteDefinition site_with_slots(int capacity = 2) {
  auto site = plain_site();
  calendar::HoursRules rules;
  rules.zone = "Europe/London";
  for (auto& day : rules.weekly) day.push_back(*calendar::day_window_from_text("09:00-17:00"));
  site.hours.push_back({"office", calendar::OfficeHours::make(rules).value()});
  auto& queue = queue_of(site, "sales");
  queue.hours = "office";
  queue.slots = {15, capacity, 3};
  return site;
}

Actor const kCustomer{Actor::Kind::kCustomer, ""};
Actor const kSupervisor{Actor::Kind::kSupervisor, "eve"};

struct Desk {
  explicit Desk(SiteDefinition site = site_with_slots()) : bench(std::move(site)) {}

  AnswerBody book(std::uint64_t number, base::Instant at) {
    auto command = bench.request(number);
    command.window.not_before = at;
    return bench.post(std::move(command));
  }
  bool booked(std::uint64_t number, base::Instant at) {
    auto const answer = book(number, at);
    if (auto const* refused = std::get_if<Refusal>(&answer)) {
      CHECK(refused->reason == RefusalReason::kSlotFull);
      return false;
    }
    CHECK(bench.row(number).slot_at == at);
    return true;
  }
  FieldError wrong(std::uint64_t number, base::Instant at) {
    auto const answer = book(number, at);
    REQUIRE(refusal(answer).reason == RefusalReason::kInvalidFields);
    return refusal(answer).errors.at(0);
  }
  AnswerBody move(std::uint64_t number, std::optional<base::Instant> at, std::string queue = {}) {
    ChangeCallback command;
    command.id = callback_id(number);
    command.by = queue.empty() ? kCustomer : kSupervisor;
    if (at) command.window = TimeWindow{*at, std::nullopt};
    if (!queue.empty()) command.queue = std::move(queue);
    return bench.run(std::move(command));
  }
  std::uint32_t left(base::Instant at, ListSlots command = {"sales", {}, {}, ""}) {
    auto const view = std::get<SlotsView>(bench.run(std::move(command)));
    for (auto const& slot : view.slots) {
      if (slot.start == at) return slot.left;
    }
    FAIL("the slot is not listed");
    return 0;
  }
  Bench bench;
};

auto const kTen = kStart + 1h;

}  // namespace

TEST_CASE("a scheduled request must start at a slot, and the answer says which rule it broke") {
  Desk desk;
  CHECK(desk.wrong(1, kTen + 1min).rule == "slot");
  CHECK(desk.wrong(1, kTen + 1min).field == "when.not_before");
  CHECK(desk.wrong(1, kStart + 8h).rule == "slot");  // closed then
  CHECK(desk.wrong(1, kStart - 15min).rule == "in_past");
  CHECK(desk.wrong(1, kStart + 24h * 4).rule == "range");  // further ahead than the queue books
  CHECK(desk.booked(1, kStart + 24h * 3));
  CHECK(desk.bench.state(1) == CallbackState::kScheduled);
}

TEST_CASE("as soon as possible takes no slot") {
  Desk desk;
  desk.bench.post(1);
  CHECK_FALSE(desk.bench.row(1).slot_at);
  CHECK(desk.left(kTen) == 2);
}

TEST_CASE("a slot is booked up to its capacity and not beyond") {
  Desk desk;
  CHECK(desk.booked(1, kTen));
  CHECK(desk.left(kTen) == 1);
  CHECK(desk.booked(2, kTen));
  CHECK(desk.left(kTen) == 0);
  CHECK_FALSE(desk.booked(3, kTen));
  CHECK(desk.booked(4, kTen + 15min));
  CHECK(desk.bench.core().callbacks() == 3);
}

TEST_CASE("a customer who is refused for a full slot has made no request that counts") {
  auto site = site_with_slots(1);
  site.sites[0].requests_per_minute = 2;
  Desk desk{site};
  CHECK(desk.booked(1, kTen));
  CHECK_FALSE(desk.booked(2, kTen));
  CHECK(desk.booked(3, kTen + 15min));
}

TEST_CASE("cancelling frees the slot") {
  Desk desk{site_with_slots(1)};
  CHECK(desk.booked(1, kTen));
  desk.bench.run(CancelCallback{callback_id(1), kCustomer});
  CHECK(desk.left(kTen) == 1);
  CHECK(desk.booked(2, kTen));
}

TEST_CASE("a move takes the new slot and frees the old one") {
  Desk desk{site_with_slots(1)};
  CHECK(desk.booked(1, kTen));
  CHECK(std::holds_alternative<CallbackView>(desk.move(1, kTen + 15min)));
  CHECK(desk.left(kTen) == 1);
  CHECK(desk.left(kTen + 15min) == 0);
}

TEST_CASE("a move into a full slot is refused and changes nothing") {
  Desk desk{site_with_slots(1)};
  CHECK(desk.booked(1, kTen));
  CHECK(desk.booked(2, kTen + 15min));
  auto const before = desk.bench.row(1).event_number;
  CHECK(refusal(desk.move(1, kTen + 15min)).reason == RefusalReason::kSlotFull);
  CHECK(desk.bench.row(1).event_number == before);
  CHECK(desk.bench.row(1).slot_at == kTen);
  CHECK(desk.left(kTen) == 0);
}

TEST_CASE("a move to its own slot is no move into a full one, even once it has begun") {
  Desk desk{site_with_slots(1)};
  CHECK(desk.booked(1, kTen));
  CHECK(std::holds_alternative<CallbackView>(desk.move(1, kTen)));
  CHECK(desk.left(kTen) == 0);
  desk.bench.pass(1h + 1min);
  CHECK(desk.bench.state(1) == CallbackState::kQueued);
  ChangeCallback command;
  command.id = callback_id(1);
  command.by = kCustomer;
  command.window = TimeWindow{kTen, kTen + 2h};
  CHECK(std::holds_alternative<CallbackView>(desk.bench.run(command)));
  CHECK(desk.bench.row(1).slot_at == kTen);
}

TEST_CASE("a new end of the window keeps a slot that a smaller capacity would not give again") {
  Desk desk{site_with_slots(2)};
  CHECK((desk.booked(1, kTen) && desk.booked(2, kTen)));
  desk.bench.run(AdoptDefinition{share(site_with_slots(1)), {}});
  ChangeCallback command;
  command.id = callback_id(1);
  command.by = kCustomer;
  command.window = TimeWindow{kTen, kTen + 2h};
  CHECK(std::holds_alternative<CallbackView>(desk.bench.run(command)));
  CHECK(desk.bench.row(1).slot_at == kTen);
}

TEST_CASE("a booking holds while it is offered and worked, and ends with the callback") {
  Desk desk;
  auto const alice = desk.bench.enter_ready("alice");
  CHECK(desk.booked(1, kTen));
  desk.bench.pass(1h);
  CHECK(desk.bench.state(1) == CallbackState::kOffered);
  desk.bench.accept(alice, 1);
  CHECK(desk.bench.row(1).slot_at == kTen);
  desk.bench.run(MarkDone{alice, desk.bench.interaction(1), false});
  CHECK_FALSE(desk.bench.row(1).slot_at);
}

TEST_CASE("another queue frees the slot, and takes one there if its time is free") {
  auto site = site_with_slots(1);
  auto& other = queue_of(site, "support");
  other.hours = "office";
  other.slots = {30, 1, 3};
  queue_of(site, "open");
  Desk desk{site};
  CHECK(desk.booked(1, kTen));
  CHECK(desk.booked(2, kTen + 15min));
  desk.move(1, std::nullopt, "support");
  CHECK(desk.left(kTen) == 1);
  CHECK(desk.bench.row(1).slot_at == kTen);
  desk.move(2, std::nullopt, "support");  // 10:15 is no start there: it is allowed without a slot
  CHECK_FALSE(desk.bench.row(2).slot_at);
  desk.move(1, std::nullopt, "open");
  CHECK_FALSE(desk.bench.row(1).slot_at);
}

TEST_CASE("an agent may agree on any time, and takes a slot only where one is free") {
  Desk desk{site_with_slots(1)};
  auto const alice = desk.bench.enter_ready("alice");
  auto const reschedule = [&](std::uint64_t number, base::Instant at) {
    desk.bench.post(number);
    desk.bench.accept(alice, number);
    RescheduleInteraction command;
    command.agent = alice;
    command.interaction = desk.bench.interaction(number);
    command.window.not_before = at;
    REQUIRE(std::holds_alternative<ClosedView>(desk.bench.run(std::move(command))));
    return desk.bench.row(number).slot_at;
  };
  CHECK(reschedule(1, kTen) == kTen);
  CHECK(reschedule(2, kTen) == std::nullopt);
  CHECK(reschedule(3, kTen + 7min) == std::nullopt);
  CHECK_FALSE(desk.booked(4, kTen));
}

TEST_CASE("a callback that a closing queue moves to its next opening books nothing") {
  Desk desk{site_with_slots(1)};
  desk.bench.pass(8h);
  desk.bench.post(1);
  CHECK(desk.bench.row(1).due_at == kStart + 24h);
  CHECK(desk.left(kStart + 24h) == 1);
}

TEST_CASE("bookings survive a restart") {
  Desk desk{site_with_slots(1)};
  CHECK(desk.booked(1, kTen));
  desk.bench.restart();
  CHECK(desk.left(kTen) == 0);
  CHECK_FALSE(desk.booked(2, kTen));
  desk.bench.run(CancelCallback{callback_id(1), kCustomer});
  CHECK(desk.booked(3, kTen));
}

TEST_CASE("a new definition cuts the day anew, and a booking counts where it falls") {
  auto const before = site_with_slots(1);
  Desk desk{before};
  CHECK(desk.booked(1, kTen + 15min));
  auto after = site_with_slots(2);
  queue_of(after, "sales").slots = {30, 2, 3};
  desk.bench.run(AdoptDefinition{share(after), {}});
  CHECK(desk.left(kTen) == 1);
  CHECK(desk.booked(2, kTen));
  CHECK_FALSE(desk.booked(3, kTen));
  desk.bench.run(AdoptDefinition{share(plain_site()), {}});  // no slots any more
  auto command = desk.bench.request(4);
  command.window.not_before = kTen + 1min;
  CHECK(std::holds_alternative<CallbackView>(desk.bench.post(std::move(command))));
  CHECK(refusal(desk.bench.run(ListSlots{"sales", {}, {}, ""})).reason == RefusalReason::kNotFound);
}

TEST_CASE("a slot so late that it could not be offered before closing is none") {
  auto site = site_with_slots();
  queue_of(site, "sales").slots.minutes = 1;  // offers last 20 s, and 60 s must be left to call
  Desk desk{site};
  CHECK(desk.wrong(1, kStart + 8h - 1min).rule == "slot");
  CHECK(desk.booked(1, kStart + 8h - 2min));
}

TEST_CASE("a queue that is always open cuts the days of the company") {
  auto site = plain_site();
  site.company.time_zone = "America/New_York";  // UTC-5 on that day
  queue_of(site, "sales").slots = {7 * 60, 1, 3};
  Desk desk{site};
  CHECK(desk.wrong(1, kStart + 15h + 1h).rule == "slot");
  CHECK(desk.booked(1, kStart + 20h));  // 00:00 in New York
  CHECK(desk.booked(2, kStart + 27h));
}

TEST_CASE("slots are listed by the dates of the zone that was asked for") {
  Desk desk;
  using std::chrono::year;
  ListSlots command{"sales", year{2027} / 3 / 2, year{2027} / 3 / 2, "Asia/Tokyo"};
  auto const view = std::get<SlotsView>(desk.bench.run(command));
  CHECK(view.time_zone == "Asia/Tokyo");
  // The day that is asked for lasts from 00:00 to 24:00 in Tokyo. In London it begins on Monday at
  // 15:00, and ends on Tuesday at 15:00.
  CHECK(view.slots.front().start == kStart + 6h);
  CHECK(view.slots.back().start == kStart + 24h + 6h - 15min);
  auto const week = std::get<SlotsView>(desk.bench.run(ListSlots{"sales", {}, {}, ""}));
  CHECK(week.slots.size() == 4 * 8 * 4);  // today and three days ahead
  CHECK(week.slots.front().start == kStart);
}

TEST_CASE("dates upside down, an unknown zone or too many slots are refused on their parameter") {
  auto site = site_with_slots();
  queue_of(site, "sales").slots = {1, 1, 366};
  Desk desk{site};
  using std::chrono::year;
  auto const field = [&](ListSlots command) {
    auto const answer = desk.bench.run(std::move(command));
    return refusal(answer).errors.at(0).field + " " + refusal(answer).errors.at(0).rule;
  };
  CHECK(field({"sales", year{2027} / 3 / 2, year{2027} / 3 / 1, ""}) == "to range");
  CHECK(field({"sales", {}, {}, "Mars/Base"}) == "time_zone unknown");
  CHECK(field({"sales", {}, year{2027} / 4 / 1, ""}) == "to range");
}

TEST_CASE("strangers get a place of every slot, and the whole of none for two or more") {
  for (int capacity = 1; capacity <= 300; ++capacity) {
    for (int percent = 1; percent < 100; ++percent) {
      auto const share = static_cast<int>(publishable_share({15, capacity, 3, percent}));
      INFO(capacity << " places, " << percent << " %");
      REQUIRE(share >= 1);
      REQUIRE(share <= std::max(capacity - 1, 1));
      REQUIRE((share == 1 || share * 100 <= capacity * percent));
      REQUIRE((share + 1) * 100 > capacity * percent);
    }
    REQUIRE(publishable_share({15, capacity, 3, 100}) == static_cast<std::uint32_t>(capacity));
  }
}
