// The gate before every leg to an outside number: each command that can have one dialled, with each
// kind of number that is refused.
#include "core/dial_string.hpp"

#include <catch2/catch.hpp>

#include "core/bench.hpp"
#include "core/dial_string.hpp"

using namespace callbackd;
using namespace callbackd::core;
using namespace callbackd::core::test;

namespace {

SiteDefinition careful_site() {
  auto site = plain_site();
  site.dialling = {};
  site.dialling.dials_per_agent_per_hour = 0;
  site.dialling.countries = {"GB", "US"};
  site.sites[0].countries = {"GB", "FR"};  // FR is not the company's: it narrows, no more
  site.sites[0].blocked_numbers = {phone(442079999999)};
  return site;
}

struct Refused {
  char const* rule;
  ClassedNumber number;
};

std::vector<Refused> refused_numbers() {
  using Type = NumberType;
  auto const number = [](std::uint64_t digits, char const* region, Type type) {
    return ClassedNumber{phone(digits), NumberClass::in(region, type)};
  };
  return {
      {"blocked", number(442079999999, "GB", Type::kFixedLine)},
      {"country", number(12025550123, "US", Type::kFixedLineOrMobile)},  // not the site's
      {"country", number(33123456789, "FR", Type::kFixedLine)},          // not the company's
      {"country", number(5355512345, "CU", Type::kUnknown)},
      {"country", ClassedNumber{phone(442070000000), {}}},  // of which nothing is known
      {"premium_rate", number(449011234567, "GB", Type::kPremiumRate)},
      {"shared_cost", number(448431234567, "GB", Type::kSharedCost)},
      {"personal_number", number(447012345678, "GB", Type::kPersonalNumber)},
      {"pager", number(447640123456, "GB", Type::kPager)},
      {"prefix", number(449299123456, "GB", Type::kUnknown)},
      {"prefix", number(447012300000, "GB", Type::kUnknown)},
      {"prefix", number(19000000000, "US", Type::kUnknown)},
      {"prefix", number(19760000000, "US", Type::kUnknown)},
      {"prefix", number(491375001234, "DE", Type::kUnknown)},
      {"prefix", number(870773111632, "001", Type::kMobile)},
      {"prefix", number(881612345678, "001", Type::kMobile)},
      {"prefix", number(88213123456, "001", Type::kUnknown)},
      {"prefix", number(883510001234, "001", Type::kVoip)},
      {"prefix", number(979223456789, "001", Type::kUnknown)},
  };
}

ClassedNumber const kAllowed{phone(442071112222), NumberClass::in("GB", NumberType::kFixedLine)};

PostCallback request_for(Bench& bench, std::uint64_t id, ClassedNumber const& number) {
  auto command = bench.request(id);
  command.phone = number.number;
  command.number_class = number.number_class;
  return command;
}

struct Desk {
  explicit Desk(SiteDefinition site = careful_site()) : bench(std::move(site)) {
    alice = bench.enter_ready("alice");
    bench.post(request_for(bench, 1, kAllowed));
    bench.accept(alice, 1);
    id = bench.interaction(1);
  }
  AnswerBody call(std::optional<ClassedNumber> number = {}) {
    return bench.run(PlaceCall{alice, id, number});
  }
  void owner_answers() {
    bench.run(VoiceEvent{LegAnswered{bench.leg(1, LegNumber::kAgent), false}});
  }
  void talk() {
    call();
    owner_answers();
    bench.run(VoiceEvent{LegAnswered{bench.leg(1, LegNumber::kContact), false}});
  }
  std::size_t dialled_outside() {
    auto const orders = bench.ordered<Dial>();
    return static_cast<std::size_t>(
        std::count_if(orders.begin(), orders.end(),
                      [](Dial const& dial) { return dial.reach == Reach::kNumber; }));
  }
  Bench bench;
  base::AgentId alice{};
  base::InteractionId id;
};

CallTarget at(ClassedNumber const& number) {
  return {CallTarget::Kind::kNumber, "", number};
}

std::string explained(Bench& bench, std::uint64_t id) {
  return std::get<ExplainView>(bench.run(ExplainCallback{callback_id(id)})).number_refused;
}

}  // namespace

TEST_CASE("no command has a number dialled that the gate refuses, whatever refuses it") {
  for (auto const& [rule, number] : refused_numbers()) {
    INFO(rule << ' ' << number.number.digits);
    Desk desk;
    auto const post = refusal(desk.bench.post(request_for(desk.bench, 2, number)));
    REQUIRE(post.errors.size() == 1);
    CHECK(post.errors[0].field == "contact.phone");
    CHECK(post.errors[0].rule == rule);

    REQUIRE(std::holds_alternative<CallbackView>(
        desk.bench.post(request_for(desk.bench, 3, {phone(442073333333), kAllowed.number_class}))));
    ChangeCallback change;
    change.id = callback_id(3);
    change.phone = number.number;
    change.number_class = number.number_class;
    CHECK(refusal(desk.bench.run(change)).errors.at(0).rule == rule);

    RescheduleInteraction reschedule;
    reschedule.agent = desk.alice;
    reschedule.interaction = desk.id;
    reschedule.window.not_before = desk.bench.now() + 1h;
    reschedule.phone = number;
    CHECK(refusal(desk.bench.run(reschedule)).reason == RefusalReason::kNumberRefused);
    CHECK(refusal(desk.call(number)).reason == RefusalReason::kNumberRefused);

    desk.talk();
    auto const refuses = [&](CommandBody command) {
      CHECK(refusal(desk.bench.run(std::move(command))).reason == RefusalReason::kNumberRefused);
      CHECK(desk.dialled_outside() == 0);
    };
    refuses(TransferCall{desk.alice, desk.id, at(number)});
    refuses(ConferenceCall{desk.alice, desk.id, at(number)});
    refuses(StartConsultation{desk.alice, desk.id, at(number)});
  }
}

TEST_CASE("a number of the company's and the site's countries passes the gate") {
  Desk desk;
  desk.talk();
  CHECK(std::holds_alternative<ConsultationView>(desk.bench.run(
      StartConsultation{desk.alice, desk.id, at({phone(442074444444), NumberClass::in("GB")})})));
  CHECK(desk.dialled_outside() == 1);
}

TEST_CASE("a number that waits and no longer passes is offered and marked, and Call is refused") {
  Bench bench{plain_site()};
  bench.post(request_for(bench, 1, {phone(12025550123), NumberClass::in("US")}));
  CHECK(explained(bench, 1).empty());
  auto site = plain_site();
  site.version = 2;
  site.dialling.countries = {"GB"};
  bench.run(AdoptDefinition{share(site), {}});
  CHECK(explained(bench, 1) == "country");
  auto const alice = bench.enter_ready("alice");
  bench.accept(alice, 1);
  auto const refused = refusal(bench.run(PlaceCall{alice, bench.interaction(1), {}}));
  CHECK(refused.reason == RefusalReason::kNumberRefused);
  CHECK(bench.ordered<Dial>().empty());
}

TEST_CASE("a number that is refused while the agent's phone rings is not dialled") {
  Desk desk;
  desk.call();
  auto site = careful_site();
  site.version = 2;
  site.sites[0].blocked_numbers.push_back(kAllowed.number);
  desk.bench.run(AdoptDefinition{share(site), {}});
  desk.owner_answers();
  CHECK(desk.dialled_outside() == 0);
  CHECK(desk.bench.ordered<HangUp>().size() == 1);
}

TEST_CASE("without their site callbacks keep to [dialling] and to what any site blocks") {
  auto site = careful_site();
  site.sites[0].countries.clear();
  Desk desk{site};
  auto gone = site;
  gone.version = 2;
  gone.sites.clear();
  gone.sites.push_back({});
  gone.sites[0].name = "other";
  gone.sites[0].blocked_numbers = {phone(442078888888)};
  desk.bench.run(AdoptDefinition{share(gone), {}});
  CHECK(refusal(desk.call(ClassedNumber{phone(33123456789), NumberClass::in("FR")})).reason ==
        RefusalReason::kNumberRefused);
  CHECK(refusal(desk.call(ClassedNumber{phone(442078888888), NumberClass::in("GB")})).reason ==
        RefusalReason::kNumberRefused);
  CHECK(std::holds_alternative<InteractionView>(desk.call()));
}

TEST_CASE("an agent's phone is a dial string, or it is not dialled") {
  struct Phone {
    char const* text;
    NumberClass number_class;
    bool dialled;
  };
  for (auto const& [text, number_class, dialled] : std::vector<Phone>{
           {"1001", {}, true},
           {"alice_2.desk-1", {}, true},
           {"+442071234567", NumberClass::in("GB"), true},
           {"+12025550123", NumberClass::in("US"), true},  // of the company's, not of one site's
           {"+33123456789", NumberClass::in("FR"), false},
           {"+88213123456", NumberClass::in("001"), false},
           {"+442079999999", NumberClass::in("GB"), false},  // blocked by a site
           {"+88213123456@trunk", {}, false},
           {"1001&PJSIP/1002", {}, false},
           {"trunk/sip:+8821@evil.example", {}, false},
           {"1001\r\nX: y", {}, false},
           {"10+01", {}, false},
           {"+", {}, false}}) {
    INFO(text);
    auto site = careful_site();
    agent_of(site, "alice").phone = text;
    agent_of(site, "alice").phone_class = number_class;
    Desk desk{site};
    auto const answer = desk.call();
    auto const dials = desk.bench.ordered<Dial>();
    CHECK(std::holds_alternative<InteractionView>(answer) == dialled);
    CHECK(dials.size() == (dialled ? 1 : 0));
    if (dialled) CHECK(dials[0].endpoint == text);
  }
}

TEST_CASE("no character of a definition reaches a dial string unless it is of the set") {
  std::uint64_t random = 20261130;
  for (int round = 0; round < 3'000; ++round) {
    std::string text;
    for (int at = 0; at < 6; ++at) {
      random = random * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
      text += static_cast<char>(random >> 57U);  // any of ASCII, control characters too
    }
    auto site = plain_site();
    agent_of(site, "alice").phone = text;
    Desk desk{site};
    desk.call();
    for (auto const& dial : desk.bench.ordered<Dial>()) {
      INFO(text);
      CHECK(is_dial_string(dial.endpoint));
    }
  }
}

TEST_CASE("every leg to a number counts towards how often it is called in a day") {
  for (int way = 0; way < 3; ++way) {
    INFO(way);
    auto site = plain_site();
    site.company.calls_per_number_per_day = 2;
    Desk desk{site};
    desk.talk();
    auto const friend_of_theirs = ClassedNumber{phone(442075555555), NumberClass::in("GB")};
    auto const ask = [&]() -> AnswerBody {
      if (way == 0)
        return desk.bench.run(ConferenceCall{desk.alice, desk.id, at(friend_of_theirs)});
      if (way == 1) {
        return desk.bench.run(StartConsultation{desk.alice, desk.id, at(friend_of_theirs)});
      }
      return desk.bench.run(TransferCall{desk.alice, desk.id, at(friend_of_theirs)});
    };
    auto const fails = [&](std::uint16_t leg) {
      LegId const of{desk.bench.leg(1, LegNumber::kAgent).attempt, LegNumber{leg}};
      desk.bench.run(VoiceEvent{LegEnded{of, AttemptOutcome::kBusy, "17"}});
      auto const back = desk.bench.ordered<Dial>();
      if (!back.empty()) {  // whoever hung up for a transfer is called back
        desk.bench.run(VoiceEvent{LegAnswered{back[0].leg, false}});
      }
    };
    CHECK_FALSE(std::holds_alternative<Refusal>(ask()));
    fails(2);
    CHECK_FALSE(std::holds_alternative<Refusal>(ask()));
    fails(way == 2 ? 4 : 3);
    auto const third = refusal(ask());
    CHECK(third.reason == RefusalReason::kLimitReached);
    CHECK(third.retry_after > 23h);
    // A callback of that number waits until it may be called again.
    desk.bench.post(request_for(desk.bench, 2, friend_of_theirs));
    CHECK(desk.bench.state(2) == CallbackState::kScheduled);
    desk.bench.restart();
    desk.bench.post(request_for(desk.bench, 3, {friend_of_theirs.number, {}}));
    CHECK(desk.bench.state(2) == CallbackState::kScheduled);
  }
}

TEST_CASE(
    "an agent has so many numbers dialled in an hour, a restart or not, and all together too") {
  for (bool const all : {false, true}) {
    auto site = plain_site();
    (all ? site.dialling.dials_per_hour : site.dialling.dials_per_agent_per_hour) = 3;
    Desk desk{site};
    desk.talk();
    auto const ask = [&] {
      return desk.bench.run(
          ConferenceCall{desk.alice, desk.id, at({phone(442076666666), NumberClass::in("GB")})});
    };
    CHECK(std::holds_alternative<InteractionView>(ask()));
    CHECK(std::holds_alternative<InteractionView>(ask()));
    CHECK(desk.bench.core().census().dials_in_last_hour == 3);
    auto const refused = refusal(ask());
    CHECK(refused.reason == RefusalReason::kLimitReached);
    CHECK(refused.retry_after > 59min);
    CHECK(desk.dialled_outside() == 0);
    desk.bench.restart();
    CHECK(desk.bench.core().census().dials_in_last_hour == 3);
  }
}

TEST_CASE(
    "a leg to a number is dialled for so long, and its agent told when that comes to its end") {
  auto site = plain_site();
  site.dialling.max_call_minutes = 60;
  Desk desk{site};
  desk.call();
  CHECK(desk.bench.ordered<Dial>().at(0).longest == 0s);  // the agent's own
  desk.owner_answers();
  REQUIRE(desk.dialled_outside() == 1);
  CHECK(desk.bench.ordered<Dial>().at(0).longest == 60min);
  auto const begun = desk.bench.now();
  desk.bench.run(VoiceEvent{LegAnswered{desk.bench.leg(1, LegNumber::kContact), false}});
  auto const shown = [&] {
    return std::get<InteractionView>(desk.bench.run(GetInteraction{desk.alice, desk.id}));
  };
  CHECK(shown().call_ends_at == begun + 60min);
  CHECK_FALSE(shown().call_ends_soon);
  desk.bench.pass(54min);
  CHECK(desk.bench.notified<InteractionUpdated>(desk.alice).empty());
  desk.bench.pass(1min);
  auto const told = desk.bench.notified<InteractionUpdated>(desk.alice);
  REQUIRE(told.size() == 1);
  CHECK(told[0].interaction.call_ends_soon);
  desk.bench.run(VoiceEvent{
      LegEnded{desk.bench.leg(1, LegNumber::kContact), AttemptOutcome::kAnswered, "timeout"}});
  CHECK_FALSE(shown().call_ends_at);
}

TEST_CASE("an attempt of the simulator is marked, one of a real gateway is not") {
  for (bool const simulated : {true, false}) {
    Desk desk;
    desk.bench.run(VoiceEvent{LinkChanged{true, simulated}});
    auto const view = std::get<InteractionView>(desk.call());
    CHECK(view.attempts.at(0).simulated == simulated);
    CHECK(desk.bench.core().census().simulated_attempts == (simulated ? 1 : 0));
  }
}
