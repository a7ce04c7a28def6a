// Compares two worlds that differ only in what another site does. A site must get the same answers
// in both. Only what proto/README.md names may differ: the position, the estimate, the slots left,
// and what a queue's capacity decides.
#include <array>
#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <sstream>

#include "core/bench.hpp"

using namespace callbackd;
using namespace callbackd::core;
using namespace callbackd::core::test;

namespace {

SiteDefinition two_sites() {
  auto site = plain_site();
  auto& www = site.sites[0];
  www.requests_per_minute = 20;
  www.requests_per_address_per_minute = 6;
  www.requests_per_number_per_hour = 4;
  www.requests_per_prefix_per_hour = 15;
  www.publishable_waiting = 10;
  auto other = www;
  other.name = "other";
  site.sites.push_back(other);
  queue_of(site, "second").duplicates = DuplicatePolicy::kAllow;
  // This queue is open for half an hour a day. Its opening begins and ends while the test sends
  // requests.
  calendar::HoursRules rules;
  rules.zone = "UTC";
  for (auto& day : rules.weekly) day.push_back(*calendar::day_window_from_text("09:20-09:50"));
  site.hours.push_back({"short", calendar::OfficeHours::make(rules).value()});
  queue_of(site, "desk").hours = "short";
  // The capacity of the slots is so large that no slot is ever full.
  queue_of(site, "booked").slots = {15, 10'000, 2};
  return site;
}

// Writes an answer as text, without the parts that may differ between the two worlds.
std::string text(AnswerBody const& answer) {
  std::ostringstream out;
  if (auto const* view = std::get_if<CallbackView>(&answer)) {
    out << base::to_text(view->id) << " " << to_text(view->state) << " " << view->queue << " "
        << view->phone.digits << " " << base::to_rfc3339(view->created_at) << " "
        << base::to_rfc3339(view->due_at) << " " << base::to_rfc3339(view->expires_at) << " "
        << view->attempts << " " << view->cancel_requested << " " << view->site << " "
        << view->token_version;
    if (view->ended_at) out << " ended " << base::to_rfc3339(*view->ended_at);
  } else if (auto const* refused = std::get_if<Refusal>(&answer)) {
    out << to_text(refused->reason) << " " << refused->detail << " "
        << refused->retry_after.count();
    if (refused->limit) out << " " << to_text(*refused->limit);
    if (refused->callback) out << " " << base::to_text(*refused->callback);
    if (refused->opens_at) out << " opens " << base::to_rfc3339(*refused->opens_at);
    for (auto const& error : refused->errors)
      out << " " << error.field << " " << std::string_view{error.rule};
  } else if (auto const* why = std::get_if<ExplainView>(&answer)) {
    for (auto const id : why->same_number) out << base::to_text(id) << " ";
    out << why->number_refused;
  } else if (auto const* estimate = std::get_if<EstimateView>(&answer)) {
    out << "open " << estimate->open;
    if (estimate->opens_at) out << " opens " << base::to_rfc3339(*estimate->opens_at);
  } else if (auto const* slots = std::get_if<SlotsView>(&answer)) {
    out << slots->time_zone;
    for (auto const& slot : slots->slots) {
      out << " " << base::to_rfc3339(slot.start) << "-" << base::to_rfc3339(slot.end);
    }
  }
  return out.str();
}

std::string kind_of(AnswerBody const& answer) {
  if (std::holds_alternative<CallbackView>(answer)) return "callback";
  if (std::holds_alternative<EstimateView>(answer)) return "estimate";
  if (std::holds_alternative<SlotsView>(answer)) return "slots";
  auto const* refused = std::get_if<Refusal>(&answer);
  if (refused && !refused->errors.empty()) return std::string{refused->errors[0].rule};
  return refused ? "refused" : "other";
}

// Makes the requests of one site: of its server, its pages and its customers. The same seed gives
// the same requests.
class Askers {
 public:
  Askers(std::string site, std::uint64_t first, unsigned seed)
      : site_(std::move(site)), first_(first), random_(seed) {}

  CommandBody next(base::Instant now) {
    switch (below(10)) {
      case 0:
      case 1:
      case 2:
        return post(now);
      case 3:
      case 4:
        return change(now);
      case 5:
        return CancelCallback{some(), by()};
      case 6:
        return ExplainCallback{some()};
      case 7:
        return EstimateQueue{some_queue()};
      case 8:
        return slots();
      default:
        return GetCallback{some()};
    }
  }

 private:
  std::uint64_t below(std::uint64_t most) { return random_() % most; }
  base::CallbackId some() {
    return callback_id(first_ + below(std::max<std::uint64_t>(posted_, 1)));
  }
  base::PhoneNumber some_phone() { return phone(442071830000 + below(6)); }
  base::Source some_source() { return base::Source::of_ipv4(static_cast<std::uint32_t>(below(4))); }
  Actor by() {
    if (below(2) == 0) return {Actor::Kind::kCustomer, ""};
    return {Actor::Kind::kSite, site_};
  }

  std::string some_queue() {
    static std::array<char const*, 5> const kQueues{"sales", "sales", "second", "desk", "booked"};
    return kQueues[below(kQueues.size())];
  }
  ListSlots slots() {
    ListSlots command;
    command.queue = below(8) == 0 ? some_queue() : "booked";
    if (below(2) == 0) command.key = KeyKind::kPublishable;
    return command;
  }
  // Returns a random window. At least half of the windows begin at the start of a slot of the queue
  // with slots.
  TimeWindow some_window(base::Instant now) {
    TimeWindow window{now + 1min * static_cast<int>(below(30)), {}};
    if (below(2) == 0) window.not_before = std::chrono::ceil<std::chrono::minutes>(now) + 1h;
    if (below(2) == 0) {
      auto const quarters = (now + 1h - kStart) / 15min;
      window.not_before = kStart + quarters * 15min;
    }
    if (below(3) == 0)
      window.not_after = *window.not_before + 1min * static_cast<int>(1 + below(20));
    return window;
  }

  PostCallback post(base::Instant now) {
    PostCallback command;
    command.id = callback_id(first_ + posted_++);
    command.site = site_;
    command.queue = some_queue();
    command.phone = some_phone();
    if (below(2) == 0) {
      command.key = KeyKind::kPublishable;
      command.source = some_source();
    }
    if (below(3) == 0 || command.queue == "booked") command.window = some_window(now);
    CallbackDetails details;
    details.phone = command.phone;
    details.created_at = now;
    command.details = std::make_shared<CallbackDetails const>(details);
    return command;
  }
  ChangeCallback change(base::Instant now) {
    ChangeCallback command;
    command.id = some();
    command.by = by();
    if (command.by.kind == Actor::Kind::kCustomer) command.source = some_source();
    if (below(2) == 0) command.phone = some_phone();
    if (below(2) == 0) command.window = some_window(now);
    return command;
  }

  std::string site_;
  std::uint64_t first_;
  std::mt19937_64 random_;
  std::uint64_t posted_ = 0;
};

}  // namespace

TEST_CASE("the acts of another site are not seen in a site's answers") {
  std::map<std::string, int> kinds;  // counts of answers by kind: each kind must occur
  for (unsigned seed = 1; seed <= 60; ++seed) {
    Bench alone{two_sites()};
    Bench beside{two_sites()};
    Askers in_one{"www", 1, seed};
    Askers in_other{"www", 1, seed};
    Askers others{"other", 1'000'000, seed + 1'000};
    std::mt19937_64 random{seed};
    for (int i = 0; i < 80; ++i) {
      for (auto acts = random() % 4; acts > 0; --acts) beside.run(others.next(beside.now()));
      INFO("seed " << seed << " request " << i);
      auto const got = alone.run(in_one.next(alone.now()));
      auto const answer = text(got);
      ++kinds[kind_of(got)];
      CHECK(text(beside.run(in_other.next(beside.now()))) == answer);
      auto const pause = std::chrono::seconds{random() % 90};
      alone.pass(pause);
      beside.pass(pause);
    }
  }
  for (auto const* kind : {"callback", "estimate", "slots", "outside_hours", "slot", "refused"}) {
    INFO(kind);
    CHECK(kinds[kind] > 20);
  }
}

TEST_CASE("by another site's acts only position, estimate, slots left and full slots may differ") {
  auto site = two_sites();
  queue_of(site, "booked").slots.capacity = 1;
  Bench alone{site};
  Bench beside{site};
  auto const start = kStart + 2h;
  for (std::uint64_t const number : {1U, 2U}) {
    auto own = beside.request(1'000'000 + number, number == 1 ? "booked" : "sales");
    own.site = "other";
    if (number == 1) own.window.not_before = start;
    REQUIRE(std::holds_alternative<CallbackView>(beside.post(own)));
  }
  auto const both = [&](CommandBody const& command) {
    return std::pair{alone.run(command), beside.run(command)};
  };
  auto const [here, there] = both(EstimateQueue{"sales"});
  CHECK(text(here) == text(there));
  CHECK(std::get<EstimateView>(here).position == 1);
  CHECK(std::get<EstimateView>(there).position == 2);
  ListSlots slots;
  slots.queue = "booked";
  auto const [all, less] = both(slots);
  CHECK(text(all) == text(less));
  auto const left = [&](AnswerBody const& answer) {
    for (auto const& slot : std::get<SlotsView>(answer).slots) {
      if (slot.start == start) return static_cast<int>(slot.left);
    }
    return -1;
  };
  CHECK(left(all) == 1);
  CHECK(left(less) == 0);
  auto book = alone.request(1, "booked");
  book.window.not_before = start;
  CHECK(std::holds_alternative<CallbackView>(alone.post(book)));
  CHECK(refusal(beside.post(book)).reason == RefusalReason::kSlotFull);
}
