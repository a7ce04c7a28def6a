// Tests the checks that are made before a leg to an outside number is dialled. Several commands can
// lead to such a leg. Each of them is tried with each kind of number that is refused.
#include "core/definition/dial_string.hpp"

#include <catch2/catch.hpp>

#include "core/dialling_desk.hpp"

using namespace callbackd;
using namespace callbackd::core;
using namespace callbackd::core::test;

namespace {

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
      {"country", ClassedNumber{phone(442070000000), {}}},  // its class is not known
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

TEST_CASE(
    "without their site callbacks keep to [dialling] and to the numbers that any site blocks") {
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
      if (!back.empty()) {  // the agent hung up for a transfer, and is called back
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
    // The new callback with this number is scheduled for the time at which the number may be called
    // again.
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
