// Tests strangers, who use a publishable key or a manage token. They can never use up the part of a
// limit that is kept for the site's own server. And no site learns anything about another site.
#include <catch2/catch.hpp>
#include <random>

#include "core/bench.hpp"

using namespace callbackd;
using namespace callbackd::core;
using namespace callbackd::core::test;

namespace {

Actor const kCustomer{Actor::Kind::kCustomer, ""};
Actor const kSite{Actor::Kind::kSite, "www"};
Actor const kSupervisor{Actor::Kind::kSupervisor, "eve"};

// A definition with small limits. The queue `booked` has slots of 15 minutes from 09:00 to 17:00.
SiteDefinition tight_site() {
  auto site = plain_site();
  auto& www = site.sites[0];
  www.requests_per_minute = 8;
  www.requests_per_address_per_minute = 3;
  www.requests_per_number_per_hour = 2;
  www.requests_per_number_per_day = 3;
  www.requests_per_prefix_per_hour = 6;
  www.publishable_waiting = 12;
  auto other = www;
  other.name = "other";
  site.sites.push_back(other);
  calendar::HoursRules rules;
  rules.zone = "UTC";
  for (auto& day : rules.weekly) day.push_back(*calendar::day_window_from_text("09:00-17:00"));
  site.hours.push_back({"office", calendar::OfficeHours::make(rules).value()});
  auto& booked = queue_of(site, "booked");
  booked.hours = "office";
  booked.slots = {15, 5, 3, 80};
  return site;
}

constexpr std::uint64_t kOurs = 900;  // no stranger asks for these numbers

PostCallback stranger(Bench& bench, std::uint64_t number, std::uint32_t address = 1) {
  auto command = bench.request(number);
  command.key = KeyKind::kPublishable;
  command.source = base::Source::of_ipv4(address);
  return command;
}

bool taken(AnswerBody const& answer) {
  return std::holds_alternative<CallbackView>(answer);
}

class Strangers {
 public:
  Strangers(Bench& bench, unsigned seed) : bench_(bench), random_(seed) {}

  void act() {
    switch (below(6)) {
      case 0:
      case 1:
        return post();
      case 2:
        return change();
      case 3:
        bench_.run(CancelCallback{some(), kCustomer});
        return;
      case 4:
        bench_.run(GetCallback{some()});
        return;
      default:
        bench_.run(ListSlots{"booked", {}, {}, "", KeyKind::kPublishable});
    }
  }

 private:
  std::uint64_t below(std::uint64_t most) { return random_() % most; }
  base::CallbackId some() { return callback_id(1 + below(std::max<std::uint64_t>(posted_, 1))); }
  base::PhoneNumber some_phone() { return phone(442071830000 + below(50)); }
  base::Source some_source() {
    if (below(2) == 0) return base::Source::of_ipv4(static_cast<std::uint32_t>(below(40)));
    return base::Source::of_ipv6(0x2001'0db8'0000'0000 + below(100'000));
  }
  base::Instant some_slot() { return kStart + 1h + 15min * static_cast<int>(below(6)); }

  void post() {
    auto command = stranger(bench_, ++posted_);
    command.site = below(4) == 0 ? "other" : "www";
    command.phone = some_phone();
    command.source = some_source();
    if (below(2) == 0) {
      command.queue = "booked";
      command.window.not_before = some_slot();
    }
    bench_.post(std::move(command));
  }
  void change() {
    ChangeCallback command;
    command.id = some();
    command.by = kCustomer;
    command.source = some_source();
    if (below(2) == 0) command.phone = some_phone();
    if (below(2) == 0) command.window = TimeWindow{some_slot(), std::nullopt};
    bench_.run(std::move(command));
  }

  Bench& bench_;
  std::mt19937_64 random_;
  std::uint64_t posted_ = 0;
};

}  // namespace

TEST_CASE("any acts of strangers leave the site's own request for another number taken") {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    Bench bench{tight_site(), 40};
    Strangers strangers{bench, seed};
    std::uint64_t ours = kOurs;
    for (int i = 0; i < 120; ++i) {
      strangers.act();
      if (i % 40 != 39) continue;
      if (seed % 3 == 0) bench.restart();
      INFO("seed " << seed << " act " << i);
      auto now = bench.request(++ours);
      CHECK(taken(bench.post(now)));
      auto later = bench.request(++ours, "booked");
      later.window.not_before = kStart + 1h + 15min * static_cast<int>(ours % 6);
      CHECK(taken(bench.post(later)));
    }
  }
}

TEST_CASE("strangers fill four fifths of a slot, the site's own server the rest") {
  Bench bench{tight_site()};
  auto const ten = kStart + 1h;
  auto const book = [&](PostCallback command) {
    command.queue = "booked";
    command.window.not_before = ten;
    return bench.post(std::move(command));
  };
  auto const left = [&](KeyKind key) {
    auto const slots = std::get<SlotsView>(bench.run(ListSlots{"booked", {}, {}, "", key})).slots;
    for (auto const& slot : slots) {
      if (slot.start == ten) return slot.left;
    }
    FAIL("no such slot");
    return 0U;
  };
  CHECK(left(KeyKind::kPublishable) == 4);
  for (std::uint32_t number = 1; number <= 4; ++number) {
    CHECK(taken(book(stranger(bench, number, number))));
  }
  CHECK(left(KeyKind::kPublishable) == 0);
  CHECK(left(KeyKind::kSecret) == 1);
  CHECK(refusal(book(stranger(bench, 5, 5))).reason == RefusalReason::kSlotFull);
  // A stranger also cannot get the last place of this slot by moving an earlier booking to it. A
  // supervisor can move the booking there.
  auto elsewhere = stranger(bench, 6, 6);
  elsewhere.queue = "booked";
  elsewhere.window.not_before = kStart + 2h;
  CHECK(taken(bench.post(elsewhere)));
  ChangeCallback move;
  move.id = callback_id(6);
  move.by = kCustomer;
  move.window = TimeWindow{ten, std::nullopt};
  CHECK(refusal(bench.run(move)).reason == RefusalReason::kSlotFull);
  bench.restart();
  CHECK(left(KeyKind::kPublishable) == 0);
  move.by = kSupervisor;
  CHECK(taken(bench.run(move)));
  CHECK(refusal(book(bench.request(7))).reason == RefusalReason::kSlotFull);
}

TEST_CASE("a slot for one may be booked with a publishable key") {
  auto site = tight_site();
  queue_of(site, "booked").slots.capacity = 1;
  Bench bench{site};
  auto command = stranger(bench, 1);
  command.queue = "booked";
  command.window.not_before = kStart + 1h;
  CHECK(taken(bench.post(command)));
}

TEST_CASE("so many requests of publishable keys wait for a site, others go on") {
  auto site = plain_site();
  site.sites[0].publishable_waiting = 2;
  Bench bench{site};
  CHECK(taken(bench.post(stranger(bench, 1))));
  CHECK(taken(bench.post(stranger(bench, 2))));
  auto const refused = bench.post(stranger(bench, 3));
  CHECK(refusal(refused).reason == RefusalReason::kLimitReached);
  CHECK(refusal(refused).limit == RequestLimit::kPublishableWaiting);
  CHECK(refusal(refused).retry_after == 60s);
  bench.post(4);
  bench.restart();
  CHECK_FALSE(taken(bench.post(stranger(bench, 5))));
  bench.run(CancelCallback{callback_id(1), kCustomer});
  CHECK(taken(bench.post(stranger(bench, 5))));
}

TEST_CASE("the last tenth of the memory is kept for the site's own server") {
  Bench bench{plain_site(), 20};
  for (std::uint64_t number = 1; number <= 18; ++number) {
    CHECK(taken(bench.post(stranger(bench, number))));
  }
  CHECK(refusal(bench.post(stranger(bench, 19))).reason == RefusalReason::kUnavailable);
  bench.post(20);
  bench.post(21);
  CHECK(refusal(bench.post(bench.request(22))).reason == RefusalReason::kUnavailable);
}

TEST_CASE("an IPv6 network counts by /64, /56 and /48") {
  auto site = plain_site();
  site.sites[0].requests_per_address_per_minute = 2;
  Bench bench{site};
  std::uint64_t number = 0;
  auto const post = [&](std::uint64_t network) {
    auto command = stranger(bench, ++number);
    command.source = base::Source::of_ipv6(network);
    return taken(bench.post(std::move(command)));
  };
  constexpr std::uint64_t kCompany = 0x2001'0db8'0001'0000;
  CHECK(post(kCompany));
  CHECK(post(kCompany));
  CHECK_FALSE(post(kCompany));  // its /64 had 2
  int more = 0;
  for (std::uint64_t home = 1; home < 0x100; ++home) more += post(kCompany + home) ? 1 : 0;
  CHECK(more == 6);  // its /56 had 8
  int most = 0;
  for (std::uint64_t home = 0x100; home < 0x10000; home += 0x40) most += post(kCompany + home);
  CHECK(most == 24);  // its /48 had 32
  CHECK(post(kCompany + 0x10000));
}

TEST_CASE("a change of number counts like a post: by source, site and number") {
  auto site = plain_site();
  site.sites[0].requests_per_address_per_minute = 2;
  Bench bench{site};
  CHECK(taken(bench.post(stranger(bench, 1, 7))));
  auto const change = [&](std::uint64_t digits, std::uint32_t address) {
    ChangeCallback command;
    command.id = callback_id(1);
    command.by = kCustomer;
    command.phone = phone(digits);
    command.source = base::Source::of_ipv4(address);
    return bench.run(std::move(command));
  };
  CHECK(taken(change(441, 7)));
  CHECK(refusal(change(442, 7)).limit == RequestLimit::kAddressPerMinute);
  CHECK(taken(change(442, 8)));
  CHECK(taken(bench.post(stranger(bench, 2, 8))));
  CHECK_FALSE(taken(bench.post(stranger(bench, 3, 8))));
}

TEST_CASE("which callback waits is told to the site's own server alone, and only of its site") {
  auto site = plain_site();
  site.sites[0].requests_per_number_per_hour = 3;
  auto other = site.sites[0];
  other.name = "other";
  site.sites.push_back(other);
  Bench bench{site};
  bench.post(1);
  auto asked = stranger(bench, 2);
  asked.phone = bench.request(1).phone;
  asked.site = "other";
  CHECK(taken(bench.post(asked)));  // callbacks of another site are no duplicates
  asked = stranger(bench, 3);
  asked.phone = bench.request(1).phone;
  for (int i = 0; i < 3; ++i) {
    auto const answer = bench.post(asked);
    CHECK(refusal(answer).reason == RefusalReason::kDuplicateCallback);
    CHECK_FALSE(refusal(answer).callback);
  }
  CHECK(refusal(bench.post(asked)).limit == RequestLimit::kNumberPerHour);
  auto own = bench.request(4);
  own.phone = bench.request(1).phone;
  CHECK(refusal(bench.post(own)).callback == callback_id(1));
  bench.post(5);
  ChangeCallback change;
  change.id = callback_id(5);
  change.phone = own.phone;
  change.by = kCustomer;
  // Strangers have made so many requests for this number that the limit is reached. So the refusal
  // names this limit. It does not show that the number already has a callback.
  CHECK(refusal(bench.run(change)).limit == RequestLimit::kNumberPerHour);
  change.by = kSite;
  CHECK(refusal(bench.run(change)).callback == callback_id(1));
  change.by = kSupervisor;
  CHECK(refusal(bench.run(change)).reason == RefusalReason::kDuplicateCallback);
  CHECK_FALSE(refusal(bench.run(change)).callback);
}

TEST_CASE(
    "a callback in an agent's hands stands in the way of its number, so a return makes no two") {
  Bench bench;
  auto const alice = bench.enter_ready("alice");
  bench.post(1);
  bench.accept(alice, 1);
  bench.post(2);
  ChangeCallback change;
  change.id = callback_id(2);
  change.by = kCustomer;
  change.phone = bench.request(1).phone;
  CHECK(refusal(bench.run(change)).reason == RefusalReason::kDuplicateCallback);
  bench.restart();
  CHECK(refusal(bench.run(change)).reason == RefusalReason::kDuplicateCallback);
}

TEST_CASE("callbacks that moves brought into one queue with one number are named in explain") {
  auto site = plain_site();
  queue_of(site, "second").on_reject = {ReturnTarget::Kind::kQueue, "sales"};
  Bench bench{site};
  auto moving = bench.request(1, "second");
  bench.post(moving);
  auto const explain = [&](std::uint64_t number) {
    return std::get<ExplainView>(bench.run(ExplainCallback{callback_id(number)})).same_number;
  };
  auto staying = bench.request(2);
  staying.phone = moving.phone;
  bench.post(staying);
  CHECK(explain(1).empty());
  auto const alice = bench.enter_ready("alice");
  bench.run(RejectOffer{alice, bench.offer(1), ""});
  CHECK(bench.row(1).queue == "sales");
  CHECK(explain(1) == std::vector{callback_id(2)});
  CHECK(explain(2) == std::vector{callback_id(1)});
}

TEST_CASE("a manage token is made void once, also while the callback is in an agent's hands") {
  Bench bench;
  bench.post(1);
  auto const void_token = [&] {
    return std::get<CallbackView>(bench.run(VoidManageToken{callback_id(1), kSite})).token_version;
  };
  CHECK(void_token() == 2);
  auto const events = bench.ledger().events().size();
  CHECK(void_token() == 2);
  CHECK(bench.ledger().events().size() == events);
  bench.restart();
  CHECK(std::get<CallbackView>(bench.run(GetCallback{callback_id(1)})).token_version == 2);
}

TEST_CASE("a callback says when it became final") {
  Bench bench;
  auto const alice = bench.enter_ready("alice");
  bench.post(1);
  bench.accept(alice, 1);
  CHECK_FALSE(bench.row(1).ended_at);
  bench.pass(5s);
  auto const at = bench.now();
  bench.run(CancelCallback{callback_id(1), kCustomer});
  CHECK(bench.row(1).ended_at == at);
  bench.pass(5s);
  bench.restart();
  bench.run(MarkDone{alice, bench.interaction(1), false});
  CHECK(bench.row(1).ended_at == at);
}
