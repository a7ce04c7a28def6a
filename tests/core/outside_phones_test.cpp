// Tests agents whose own phones are outside numbers: which of these phones are dialled, how long
// their calls may last, and how they count for the limits.
#include <array>
#include <catch2/catch.hpp>

#include "core/definition/dial_string.hpp"
#include "core/dialling_desk.hpp"

using namespace callbackd;
using namespace callbackd::core;
using namespace callbackd::core::test;

namespace {

SiteDefinition with_phones_outside() {
  auto site = plain_site();
  agent_of(site, "alice").phone = "+442071234567";
  agent_of(site, "bob").phone = "00442071234568";
  for (auto const* login : {"alice", "bob"}) {
    agent_of(site, login).phone_class = NumberClass::in("GB");
  }
  return site;
}

}  // namespace

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
           {"+12025550123", NumberClass::in("US"), true},  // allowed by the company, not by a site
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

TEST_CASE("a phone that is outside is seen however it is written") {
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
    // The number that the edge reads from `text` if `text` is not in E.164. 0: the edge reads no
    // number.
    std::uint64_t number;
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

TEST_CASE(
    "legs to agents' phones outside count for all, and for the agent who has another's dialled") {
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

TEST_CASE(
    "a call that is given to an agent whose phone is outside counts for the agent who gives it") {
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
