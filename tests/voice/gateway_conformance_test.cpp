// Tests what every gateway must do, because the core relies on it.
#include <catch2/catch.hpp>
#include <stdexcept>

#include "gateway_rig.hpp"

namespace callbackd::voice::conformance {
namespace {

using core::AttemptOutcome;

constexpr char kAgentPhone[] = "1001";
constexpr char kAnswers[] = "+15550000200";
constexpr char kRingsForEver[] = "+15550000181";
constexpr char kHangsUp[] = "+15550000201";

struct Call {
  explicit Call(Gateway const& gateway) : rig(gateway) {
    if (!rig.wait_for_link()) throw std::runtime_error(gateway.name + " cannot be reached");
  }
  Rig rig;
  base::AttemptId attempt = some_attempt();
  core::LegId agent = agent_of(attempt);
  core::LegId contact = contact_of(attempt);
  core::LegId target{attempt, core::LegNumber{2}};
};

bool lives(std::vector<core::LiveLeg> const& live, core::LegId const& leg, bool answered) {
  for (auto const& it : live) {
    if (it.leg == leg) return it.answered == answered;
  }
  return false;
}

bool is_there(std::vector<core::LiveLeg> const& live, core::LegId const& leg) {
  return lives(live, leg, true) || lives(live, leg, false);
}

}  // namespace

TEST_CASE("conformance: a call is dialled, joined, held, resumed and ended", "[conformance]") {
  auto const gateway = GENERATE(from_range(gateways()));
  INFO(gateway.name);
  Call call(gateway);
  auto& rig = call.rig;
  rig.call(call.agent, kAgentPhone);
  rig.order(core::Ringback{call.agent});
  rig.call(call.contact, kAnswers);
  rig.order(core::Join{call.agent, core::MixNumber::kCall});
  rig.order(core::Join{call.contact, core::MixNumber::kCall});
  rig.order(core::Hold{call.contact});
  rig.order(core::Join{call.contact, core::MixNumber::kCall});
  rig.order(core::SendDigits{call.contact, "12#9*"});
  auto const live = rig.snapshot();
  CHECK(lives(live, call.agent, true));
  CHECK(lives(live, call.contact, true));
  rig.hang_up(call.contact);
  auto const first = rig.wait<core::LegEnded>(call.contact);
  REQUIRE(first.has_value());
  CHECK(first->outcome == AttemptOutcome::kAnswered);
  CHECK_FALSE(is_there(rig.snapshot(), call.contact));
  CHECK(lives(rig.snapshot(), call.agent, true));
  rig.hang_up(call.agent);
  REQUIRE(rig.wait<core::LegEnded>(call.agent).has_value());
  CHECK(rig.wait<core::LegEnded>(call.agent)->outcome == AttemptOutcome::kAnswered);
  CHECK_FALSE(is_there(rig.snapshot(), call.agent));
}

TEST_CASE("conformance: a leg that is not answered ends with what became of it", "[conformance]") {
  struct Case {
    char const* number;
    AttemptOutcome outcome;
  };
  auto const it = GENERATE(Case{"+15550000486", AttemptOutcome::kBusy},
                           Case{"+15550000600", AttemptOutcome::kBusy},
                           Case{"+15550000603", AttemptOutcome::kRejected},
                           Case{"+15550000404", AttemptOutcome::kInvalid},
                           Case{"+15550000410", AttemptOutcome::kInvalid},
                           Case{"+15550000480", AttemptOutcome::kNoAnswer},
                           Case{"+15550000503", AttemptOutcome::kUnreachable},
                           Case{"+15550000181", AttemptOutcome::kNoAnswer},
                           Case{"+15550000000", AttemptOutcome::kUnreachable});
  auto const gateway = GENERATE(from_range(gateways()));
  INFO(gateway.name);
  Call call(gateway);
  auto& rig = call.rig;
  INFO(it.number);
  rig.dial(call.contact, it.number, 2);
  auto const ended = rig.wait<core::LegEnded>(call.contact);
  REQUIRE(ended.has_value());
  CHECK(ended->outcome == it.outcome);
  CHECK_FALSE(ended->cause.empty());
  CHECK(rig.count<core::LegAnswered>(call.contact) == 0);
}

TEST_CASE("conformance: a leg ends by itself when it lasted as long as calls may",
          "[conformance]") {
  auto const gateway = GENERATE(from_range(gateways()));
  INFO(gateway.name);
  Call call(gateway);
  auto& rig = call.rig;
  core::Dial order;
  order.leg = call.contact;
  order.reach = core::Reach::kNumber;
  order.endpoint = "+15550000123";
  order.longest = std::chrono::seconds{3};
  rig.order(order);
  REQUIRE(rig.wait<core::LegAnswered>(call.contact).has_value());
  auto const ended = rig.wait<core::LegEnded>(call.contact);
  REQUIRE(ended.has_value());
  CHECK(ended->outcome == AttemptOutcome::kAnswered);
}

TEST_CASE("conformance: a text that is no dial string reaches nobody", "[conformance]") {
  auto const gateway = GENERATE(from_range(gateways()));
  INFO(gateway.name);
  Call call(gateway);
  auto& rig = call.rig;
  rig.dial(call.agent, "");
  auto const ended = rig.wait<core::LegEnded>(call.agent);
  REQUIRE(ended.has_value());
  CHECK(ended->outcome == AttemptOutcome::kUnreachable);
  CHECK(rig.count<core::LegRinging>(call.agent) == 0);
}

TEST_CASE("conformance: hanging up while it rings cancels the leg", "[conformance]") {
  auto const gateway = GENERATE(from_range(gateways()));
  INFO(gateway.name);
  Call call(gateway);
  auto& rig = call.rig;
  rig.dial(call.contact, kRingsForEver);
  REQUIRE(rig.wait<core::LegRinging>(call.contact).has_value());
  CHECK(lives(rig.snapshot(), call.contact, false));
  rig.hang_up(call.contact);
  auto const ended = rig.wait<core::LegEnded>(call.contact);
  REQUIRE(ended.has_value());
  CHECK(ended->outcome == AttemptOutcome::kCancelled);
}

TEST_CASE("conformance: a leg hung up before it rings is cancelled", "[conformance]") {
  auto const gateway = GENERATE(from_range(gateways()));
  INFO(gateway.name);
  Call call(gateway);
  auto& rig = call.rig;
  rig.dial(call.contact, kRingsForEver);
  rig.hang_up(call.contact);
  auto const ended = rig.wait<core::LegEnded>(call.contact);
  REQUIRE(ended.has_value());
  CHECK(ended->outcome == AttemptOutcome::kCancelled);
  CHECK(rig.count<core::LegAnswered>(call.contact) == 0);
}

TEST_CASE("conformance: a party that hangs up leaves the other up", "[conformance]") {
  auto const gateway = GENERATE(from_range(gateways()));
  INFO(gateway.name);
  Call call(gateway);
  auto& rig = call.rig;
  rig.call(call.agent, kAgentPhone);
  rig.call(call.contact, kHangsUp);
  rig.order(core::Join{call.agent, core::MixNumber::kCall});
  rig.order(core::Join{call.contact, core::MixNumber::kCall});
  auto const ended = rig.wait<core::LegEnded>(call.contact);
  REQUIRE(ended.has_value());
  CHECK(ended->outcome == AttemptOutcome::kAnswered);
  CHECK(lives(rig.snapshot(), call.agent, true));
  rig.hang_up(call.agent);
  CHECK(rig.wait<core::LegEnded>(call.agent).has_value());
}

TEST_CASE("conformance: a repeated dial rings once, even after the leg has ended",
          "[conformance]") {
  auto const gateway = GENERATE(from_range(gateways()));
  INFO(gateway.name);
  Call call(gateway);
  auto& rig = call.rig;
  rig.dial(call.contact, kRingsForEver);
  rig.dial(call.contact, kRingsForEver);
  REQUIRE(rig.wait<core::LegRinging>(call.contact).has_value());
  rig.dial(call.contact, kRingsForEver);
  rig.hang_up(call.contact);
  REQUIRE(rig.wait<core::LegEnded>(call.contact).has_value());
  rig.dial(call.contact, kRingsForEver);
  CHECK_FALSE(is_there(rig.snapshot(), call.contact));
  CHECK(rig.count<core::LegRinging>(call.contact) == 1);
  CHECK(rig.count<core::LegEnded>(call.contact) == 1);
}

TEST_CASE("conformance: orders for legs that are not there do nothing", "[conformance]") {
  auto const gateway = GENERATE(from_range(gateways()));
  INFO(gateway.name);
  Call call(gateway);
  auto& rig = call.rig;
  rig.hang_up(call.contact);
  rig.order(core::Join{call.contact, core::MixNumber::kCall});
  rig.order(core::Hold{call.contact});
  rig.order(core::Ringback{call.contact});
  rig.order(core::SendDigits{call.contact, "1"});
  rig.order(core::ReleaseMix{call.attempt});
  CHECK_FALSE(is_there(rig.snapshot(), call.contact));
}

TEST_CASE("conformance: where a ringing leg is to go, it goes when it is up", "[conformance]") {
  auto const gateway = GENERATE(from_range(gateways()));
  INFO(gateway.name);
  Call call(gateway);
  auto& rig = call.rig;
  rig.dial(call.agent, kAgentPhone);
  rig.order(core::Join{call.agent, core::MixNumber::kCall});
  rig.dial(call.contact, kAnswers);
  rig.order(core::Join{call.contact, core::MixNumber::kCall});
  REQUIRE(rig.wait<core::LegAnswered>(call.agent).has_value());
  REQUIRE(rig.wait<core::LegAnswered>(call.contact).has_value());
  auto const live = rig.snapshot();
  CHECK(lives(live, call.agent, true));
  CHECK(lives(live, call.contact, true));
  rig.hang_up(call.agent);
  rig.hang_up(call.contact);
  CHECK(rig.wait<core::LegEnded>(call.agent).has_value());
  CHECK(rig.wait<core::LegEnded>(call.contact).has_value());
}

TEST_CASE("conformance: consultation and conference move legs between mixes", "[conformance]") {
  auto const gateway = GENERATE(from_range(gateways()));
  INFO(gateway.name);
  Call call(gateway);
  auto& rig = call.rig;
  core::MixNumber const consultation{1};
  rig.call(call.agent, kAgentPhone);
  rig.call(call.contact, kAnswers);
  rig.order(core::Join{call.agent, core::MixNumber::kCall});
  rig.order(core::Join{call.contact, core::MixNumber::kCall});
  rig.order(core::Hold{call.contact});
  rig.order(core::Join{call.agent, consultation});
  rig.call(call.target, "+15550000202");
  rig.order(core::Join{call.target, consultation});
  for (auto const& leg : {call.agent, call.contact, call.target})
    rig.order(core::Join{leg, core::MixNumber::kCall});
  rig.hang_up(call.agent);
  CHECK(rig.wait<core::LegEnded>(call.agent).has_value());
  auto const live = rig.snapshot();
  CHECK(lives(live, call.contact, true));
  CHECK(lives(live, call.target, true));
  rig.hang_up(call.target);
  rig.hang_up(call.contact);
  CHECK(rig.wait<core::LegEnded>(call.target).has_value());
  CHECK(rig.wait<core::LegEnded>(call.contact).has_value());
}

TEST_CASE("conformance: a machine is told from a human where it was asked for", "[conformance]") {
  struct Case {
    char const* number;
    bool asked;
    bool machine;
  };
  auto const it = GENERATE(Case{"+15550000777", true, true}, Case{"+15550000777", false, false},
                           Case{"+15550000778", true, false});
  auto const gateway = GENERATE(from_range(gateways()));
  INFO(gateway.name);
  Call call(gateway);
  auto& rig = call.rig;
  INFO(it.number << (it.asked ? " asked" : " not asked"));
  rig.dial(call.contact, it.number, 20, it.asked);
  auto const answered = rig.wait<core::LegAnswered>(call.contact);
  REQUIRE(answered.has_value());
  CHECK(answered->machine == it.machine);
  rig.hang_up(call.contact);
  CHECK(rig.wait<core::LegEnded>(call.contact).has_value());
}

TEST_CASE("conformance: legs that were let go are told no more", "[conformance]") {
  auto const gateway = GENERATE(from_range(gateways()));
  INFO(gateway.name);
  Call call(gateway);
  auto& rig = call.rig;
  rig.call(call.agent, kAgentPhone);
  rig.call(call.contact, kAnswers);
  rig.call(call.target, kHangsUp);
  rig.order(core::Join{call.contact, core::MixNumber::kCall});
  rig.order(core::Join{call.target, core::MixNumber::kCall});
  rig.hang_up(call.agent);
  REQUIRE(rig.wait<core::LegEnded>(call.agent).has_value());
  rig.order(core::ReleaseMix{call.attempt});
  auto const live = rig.snapshot();
  CHECK_FALSE(is_there(live, call.contact));
  CHECK_FALSE(is_there(live, call.target));
  CHECK(rig.count<core::LegEnded>(call.contact) == 0);
  CHECK(rig.count<core::LegEnded>(call.target) == 0);
}

}  // namespace callbackd::voice::conformance
