// The gate before every leg to an outside number: each command that can have one dialled, with each
// kind of number that is refused.
#include "core/dialling.hpp"

#include <array>
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

SiteDefinition with_phones_outside() {
  auto site = plain_site();
  agent_of(site, "alice").phone = "+442071234567";
  agent_of(site, "bob").phone = "00442071234568";
  for (auto const* login : {"alice", "bob"}) {
    agent_of(site, login).phone_class = NumberClass::in("GB");
  }
  return site;
}

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

TEST_CASE("what is outside is seen however it is written") {
  for (auto const* text : {"+442071838750", "00442071838750", "0044-207.183_8750"}) {
    INFO(text);
    CHECK(is_outside(text));
    CHECK(number_outside(text) == base::phone_from_e164("+442071838750"));
  }
  for (auto const* text :
       {"1001", "0012", "00-12", "alice_2.desk-1", "0044207183875x", "2071838750"}) {
    INFO(text);
    CHECK_FALSE(is_outside(text));
    CHECK_FALSE(number_outside(text));
  }
  for (auto const* text : {"+", "+0123", "0000000", "00044207183"}) {
    INFO(text);
    CHECK(is_outside(text));
    CHECK_FALSE(number_outside(text));
  }
  CHECK(long_digits("0-30.231_2510") == "0302312510");
  CHECK(long_digits("123456").empty());
}

TEST_CASE("an agent's own phone outside passes the gate however it is written, or is not dialled") {
  struct Phone {
    char const* text;
    std::uint64_t number;  // told by the edge where the text alone does not say; 0: none
    NumberClass number_class;
    bool dialled;
  };
  for (auto const& [text, number, number_class, dialled] : std::vector<Phone>{
           {"00442071234567", 0, NumberClass::in("GB"), true},
           {"0033123456789", 0, NumberClass::in("FR"), false},
           {"0088213123456", 0, NumberClass::in("001"), false},
           {"00442079999999", 0, NumberClass::in("GB"), false},  // blocked by a site
           {"0000000", 0, {}, false},
           {"02071234567", 442071234567, NumberClass::in("GB"), true},
           {"07012345678", 447012345678, NumberClass::in("GB", NumberType::kPersonalNumber), false},
           {"02079999999", 442079999999, NumberClass::in("GB"), false}}) {
    INFO(text);
    auto site = careful_site();
    auto& alice = agent_of(site, "alice");
    alice.phone = text;
    alice.phone_class = number_class;
    if (number != 0) alice.phone_number = phone(number);
    Desk desk{site};
    auto const answer = desk.call();
    auto const dials = desk.bench.ordered<Dial>();
    CHECK(std::holds_alternative<InteractionView>(answer) == dialled);
    REQUIRE(dials.size() == (dialled ? 1 : 0));
    if (!dialled) continue;
    CHECK(dials[0].endpoint == text);
    CHECK(dials[0].longest == 240min);
  }
}

TEST_CASE("every leg to an agent's phone outside lasts no longer than a call may") {
  auto site = with_phones_outside();
  site.dialling.max_call_minutes = 60;
  Desk desk{site};
  auto const bob_id = desk.bench.enter("bob");
  std::size_t own = 0;
  auto const bounded = [&] {
    for (auto const& dial : desk.bench.ordered<Dial>()) {
      CHECK(dial.longest == 60min);
      if (dial.reach == Reach::kAgentPhone) ++own;
    }
  };
  desk.call();
  bounded();
  CHECK(own == 1);
  auto const begun = desk.bench.now();
  desk.bench.pass(10s);
  desk.owner_answers();
  bounded();
  desk.bench.run(VoiceEvent{LegAnswered{desk.bench.leg(1, LegNumber::kContact), false}});
  auto const view = std::get<InteractionView>(desk.bench.run(GetInteraction{desk.alice, desk.id}));
  CHECK(view.call_ends_at == begun + 60min);  // her own leg ends first
  CallTarget const bob{CallTarget::Kind::kAgent, "bob", {}};
  SECTION("conference") {
    desk.bench.run(ConferenceCall{desk.alice, desk.id, bob});
    bounded();
  }
  SECTION("consultation") {
    desk.bench.run(StartConsultation{desk.alice, desk.id, bob});
    desk.bench.run(ActOnConsultation{bob_id, desk.bench.consultation(callback_id(1), 2),
                                     ActOnConsultation::Act::kAccept});
    bounded();
  }
  SECTION("transfer") {
    desk.bench.run(TransferCall{desk.alice, desk.id, bob});
    bounded();
  }
  CHECK(own == 2);
}

TEST_CASE("legs to agents' phones outside count for all, and for who has another's dialled") {
  auto site = with_phones_outside();
  site.dialling.dials_per_hour = 100;
  site.dialling.dials_per_agent_per_hour = 3;
  Desk desk{site};
  desk.bench.enter("bob");
  desk.talk();
  auto const dials = [&] { return desk.bench.core().census().dials_in_last_hour; };
  CHECK(dials() == 2);  // her own and the contact
  auto const ask = [&] {
    return desk.bench.run(
        ConferenceCall{desk.alice, desk.id, {CallTarget::Kind::kAgent, "bob", {}}});
  };
  auto const hangs_up = [&](std::uint16_t leg) {
    LegId const of{desk.bench.leg(1, LegNumber::kAgent).attempt, LegNumber{leg}};
    desk.bench.run(VoiceEvent{LegEnded{of, AttemptOutcome::kBusy, "17"}});
  };
  for (auto const leg : std::array<std::uint16_t, 2>{2, 3}) {
    desk.bench.pass(1s);
    CHECK(std::holds_alternative<InteractionView>(ask()));
    hangs_up(leg);
  }
  CHECK(dials() == 4);
  CHECK(refusal(ask()).reason == RefusalReason::kLimitReached);  // the contact counts as well
  desk.bench.restart(
      {desk.bench.leg(1, LegNumber::kAgent), desk.bench.leg(1, LegNumber::kContact)});
  CHECK(dials() == 4);
}

TEST_CASE("a call that is given to an agent whose phone is outside counts for who gives it") {
  for (bool const outside : {true, false}) {
    auto site = outside ? with_phones_outside() : plain_site();
    site.dialling.dials_per_agent_per_hour = 2;
    Desk desk{site};
    desk.bench.enter("bob");
    desk.talk();
    CallTarget const bob{CallTarget::Kind::kAgent, "bob", {}};
    CHECK_FALSE(
        std::holds_alternative<Refusal>(desk.bench.run(TransferCall{desk.alice, desk.id, bob})));
    desk.bench.post(request_for(desk.bench, 2, {phone(442073333333), kAllowed.number_class}));
    desk.bench.accept(desk.alice, 2);
    auto const next = desk.bench.run(PlaceCall{desk.alice, desk.bench.interaction(2), {}});
    CHECK(std::holds_alternative<Refusal>(next) == outside);
  }
}

TEST_CASE(
    "an agent whose phone is outside calls as often as any other, and all keep to the limit") {
  for (bool const outside : {false, true}) {
    auto site = outside ? with_phones_outside() : plain_site();
    site.dialling.dials_per_agent_per_hour = 5;
    Desk desk{site};
    auto const calls_made = [&] {
      int calls = 0;
      while (!std::holds_alternative<Refusal>(desk.call())) {
        ++calls;
        desk.bench.run(VoiceEvent{
            LegEnded{desk.bench.leg(1, LegNumber::kAgent), AttemptOutcome::kBusy, "17"}});
        if (calls > 20) break;
      }
      return calls;
    };
    CHECK(calls_made() == 5);
  }
  auto site = with_phones_outside();
  site.dialling.dials_per_hour = 5;
  Desk desk{site};
  for (int call = 0; call < 2; ++call) {
    CHECK(std::holds_alternative<InteractionView>(desk.call()));
    desk.bench.run(
        VoiceEvent{LegEnded{desk.bench.leg(1, LegNumber::kAgent), AttemptOutcome::kBusy, "17"}});
  }
  CHECK(refusal(desk.call()).reason == RefusalReason::kLimitReached);  // 2 of 5 would be too many
}

TEST_CASE("an agent who was taken out of the definition has nobody dialled") {
  auto gone = careful_site();
  gone.version = 2;
  std::erase_if(gone.agents, [](Agent const& agent) { return agent.login == "alice"; });
  Desk before;
  before.bench.run(AdoptDefinition{share(gone), {}});
  auto const refused = refusal(before.call());
  CHECK(refused.reason == RefusalReason::kForbidden);
  CHECK(refused.detail.find("definition") != std::string::npos);
  CHECK(before.bench.ordered<Dial>().empty());

  Desk desk;
  desk.talk();
  desk.bench.run(AdoptDefinition{share(gone), {}});
  for (auto const& command :
       std::vector<CommandBody>{TransferCall{desk.alice, desk.id, at(kAllowed)},
                                ConferenceCall{desk.alice, desk.id, at(kAllowed)},
                                StartConsultation{desk.alice, desk.id, at(kAllowed)}}) {
    CHECK(refusal(desk.bench.run(command)).reason == RefusalReason::kForbidden);
    CHECK(desk.dialled_outside() == 0);
  }
}

TEST_CASE("a restart at any moment of a call knows when the gateway ends it") {
  auto site = plain_site();
  site.dialling.max_call_minutes = 60;
  Desk desk{site};
  auto const bob = desk.bench.enter("bob");
  auto const begun = desk.bench.now();
  auto const restart = [&](std::vector<LegId> answered, std::vector<LegId> const& ringing = {}) {
    desk.bench.restart(std::move(answered), ringing);
    for (auto const* login : {"alice", "bob"}) desk.bench.enter(login);
  };
  auto const agent = [&] { return desk.bench.leg(1, LegNumber::kAgent); };
  auto const contact = [&] { return desk.bench.leg(1, LegNumber::kContact); };
  auto const ends_at = [&](base::AgentId owner) {
    return std::get<InteractionView>(desk.bench.run(GetInteraction{owner, desk.id})).call_ends_at;
  };
  desk.call();
  CHECK_FALSE(ends_at(desk.alice));  // nobody outside is dialled yet
  desk.owner_answers();
  CHECK(ends_at(desk.alice) == begun + 60min);
  SECTION("while the contact's phone rings") {
    desk.bench.run(VoiceEvent{LegRinging{contact()}});
    restart({agent()}, {contact()});
    CHECK(ends_at(desk.alice) == begun + 60min);
    desk.bench.run(VoiceEvent{LegAnswered{contact(), false}});
    CHECK(ends_at(desk.alice) == begun + 60min);
  }
  SECTION("while they talk, on hold, and after a transfer") {
    desk.bench.run(VoiceEvent{LegAnswered{contact(), false}});
    restart({contact(), agent()});
    CHECK(ends_at(desk.alice) == begun + 60min);
    desk.bench.run(HoldCall{desk.alice, desk.id});
    restart({contact(), agent()});
    CHECK(ends_at(desk.alice) == begun + 60min);
    desk.bench.run(ResumeCall{desk.alice, desk.id});
    desk.bench.run(TransferCall{desk.alice, desk.id, {CallTarget::Kind::kAgent, "bob", {}}});
    CHECK(ends_at(bob) == begun + 60min);
    LegId const owner{contact().attempt, LegNumber{2}};
    restart({contact()}, {owner});
    CHECK(ends_at(bob) == begun + 60min);
  }
  auto const told = [&] {
    std::size_t soon = 0;
    for (auto const login : {desk.alice, bob}) {
      for (auto const& each : desk.bench.notified<InteractionUpdated>(login)) {
        if (each.interaction.call_ends_soon) ++soon;
      }
    }
    return soon;
  };
  desk.bench.pass(55min);
  CHECK(told() == 1);
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
