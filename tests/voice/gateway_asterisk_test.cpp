// Tests cases that only a real Asterisk can show. If the environment does not name an Asterisk,
// these tests do nothing.
#include <catch2/catch.hpp>

#include "cable.hpp"
#include "gateway_rig.hpp"

namespace callbackd::voice::conformance {
namespace {

using core::AttemptOutcome;
using namespace std::chrono_literals;

constexpr char kAgentPhone[] = "1001";
constexpr char kAnswers[] = "+15550000200";
constexpr char kHangsUp[] = "+15550000201";
constexpr char kRingsForEver[] = "+15550000181";

struct Call {
  base::AttemptId attempt = some_attempt();
  core::LegId agent = agent_of(attempt);
  core::LegId contact = contact_of(attempt);

  void begin(Rig& rig, char const* number = kAnswers) const {
    REQUIRE(rig.wait_for_link());
    rig.call(agent, kAgentPhone);
    rig.call(contact, number);
    rig.order(core::Join{agent, core::MixNumber::kCall});
    rig.order(core::Join{contact, core::MixNumber::kCall});
    rig.snapshot();  // answered by Asterisk after it has the orders
  }
  void end(Rig& rig) const {
    rig.hang_up(agent);
    rig.hang_up(contact);
    CHECK(rig.wait<core::LegEnded>(agent));
    CHECK(rig.wait<core::LegEnded>(contact));
  }
};

// A Cable to Asterisk, and the options of a gateway that connects through this Cable.
struct OverCable {
  OverCable() : cable(asterisk_options().address.host, asterisk_options().address.port) {}
  AsteriskOptions options() const {
    auto options = asterisk_options();
    options.address.host = "127.0.0.1";
    options.address.port = cable.port();
    options.rest_timeout = 500ms;
    options.socket_idle = 1s;
    options.link_waits.look = 500ms;
    return options;
  }
  Cable cable;
};

// Waits at most 20 seconds until Asterisk has exactly `wanted` channels or bridges of this attempt.
// The loop needs no pause, because it waits in each turn for an answer of Asterisk.
bool comes_to(std::string const& what, base::AttemptId const& attempt, std::size_t wanted) {
  auto const patience = std::chrono::steady_clock::now() + 20s;
  while (std::chrono::steady_clock::now() < patience) {
    if (asterisk_has(what, attempt) == wanted) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("asterisk: nothing of a call is left behind", "[asterisk]") {
  if (!has_asterisk()) return;
  Rig rig(asterisk());
  Call const call;
  call.begin(rig);
  CHECK(asterisk_has("channels", call.attempt) == 2);
  CHECK(asterisk_has("bridges", call.attempt) == 1);
  call.end(rig);
  CHECK(comes_to("channels", call.attempt, 0));
  CHECK(comes_to("bridges", call.attempt, 0));
}

TEST_CASE("asterisk: a phone that is not registered cannot be reached", "[asterisk]") {
  if (!has_asterisk()) return;
  Rig rig(asterisk());
  REQUIRE(rig.wait_for_link());
  Call const call;
  rig.dial(call.agent, "1099");
  auto const ended = rig.wait<core::LegEnded>(call.agent);
  REQUIRE(ended);
  CHECK(ended->outcome == AttemptOutcome::kUnreachable);
}

TEST_CASE("asterisk: a restart finds a call, directs it and ends it", "[asterisk]") {
  if (!has_asterisk()) return;
  Call const call;
  {
    Rig before(asterisk());
    call.begin(before);
  }
  Rig rig(asterisk());
  REQUIRE(rig.wait_for_link());
  auto const live = rig.snapshot();
  auto const of_call = std::count_if(live.begin(), live.end(), [&](core::LiveLeg const& it) {
    return it.leg.attempt == call.attempt && it.answered;
  });
  CHECK(of_call == 2);
  rig.order(core::Hold{call.contact});
  rig.order(core::Join{call.contact, core::MixNumber::kCall});
  call.end(rig);
  CHECK(comes_to("bridges", call.attempt, 0));
}

TEST_CASE("asterisk: a call outlives a cut of the link, and orders of meanwhile are made true",
          "[asterisk]") {
  if (!has_asterisk()) return;
  OverCable over;
  Rig rig(asterisk(over.options()));
  Call const call;
  call.begin(rig);
  Call const ringing;
  rig.dial(ringing.contact, kRingsForEver);
  REQUIRE(rig.wait<core::LegRinging>(ringing.contact));
  over.cable.cut();
  REQUIRE(rig.until([](auto const& events) {
    auto const* const it = std::get_if<core::LinkChanged>(&events.back());
    return it != nullptr && !it->up;
  }));
  Call const refused;
  rig.dial(refused.agent, kAgentPhone);
  auto const unreachable = rig.wait<core::LegEnded>(refused.agent);
  REQUIRE(unreachable);
  CHECK(unreachable->outcome == AttemptOutcome::kUnreachable);
  rig.hang_up(call.contact);
  rig.hang_up(ringing.contact);
  over.cable.mend();
  REQUIRE(rig.wait_for_link(2));
  auto const ended = rig.wait<core::LegEnded>(call.contact);
  REQUIRE(ended);
  CHECK(ended->outcome == AttemptOutcome::kAnswered);
  auto const cancelled = rig.wait<core::LegEnded>(ringing.contact);
  REQUIRE(cancelled);
  CHECK(cancelled->outcome == AttemptOutcome::kCancelled);
  CHECK(asterisk_has("channels", call.attempt) == 1);
  rig.hang_up(call.agent);
  CHECK(rig.wait<core::LegEnded>(call.agent));
}

TEST_CASE("asterisk: a contact who left while the link was down is lost", "[asterisk]") {
  if (!has_asterisk()) return;
  OverCable over;
  Rig rig(asterisk(over.options()));
  Call const call;
  call.begin(rig, kHangsUp);
  over.cable.cut();
  CHECK(comes_to("channels", call.attempt, 1));
  over.cable.mend();
  auto const ended = rig.wait<core::LegEnded>(call.contact);
  REQUIRE(ended);
  CHECK(ended->outcome == AttemptOutcome::kLost);
  rig.hang_up(call.agent);
  CHECK(rig.wait<core::LegEnded>(call.agent));
}

TEST_CASE("asterisk: a silent line is noticed, and a dial lost in it is settled once",
          "[asterisk]") {
  if (!has_asterisk()) return;
  OverCable over;
  Rig rig(asterisk(over.options()));
  REQUIRE(rig.wait_for_link());
  Call const call;
  over.cable.pinch();
  rig.dial(call.contact, kRingsForEver);
  REQUIRE(rig.until([](auto const& events) {
    auto const* const it = std::get_if<core::LinkChanged>(&events.back());
    return it != nullptr && !it->up;
  }));
  over.cable.mend();
  REQUIRE(rig.wait_for_link(2));
  rig.hang_up(call.contact);
  CHECK(rig.wait<core::LegEnded>(call.contact));
  CHECK(rig.count<core::LegEnded>(call.contact) == 1);
  CHECK(comes_to("channels", call.attempt, 0));
}

TEST_CASE("asterisk: of those let go the last is hung up, after a restart too", "[asterisk]") {
  if (!has_asterisk()) return;
  bool const restart = GENERATE(false, true);
  Call const call;
  auto rig = std::make_unique<Rig>(asterisk());
  call.begin(*rig, kHangsUp);
  core::LegId const target{call.attempt, core::LegNumber{2}};
  rig->call(target, kAnswers);
  rig->order(core::Join{target, core::MixNumber::kCall});
  rig->hang_up(call.agent);
  rig->order(core::ReleaseMix{call.attempt});
  if (restart) {
    rig.reset();
    CHECK(comes_to("channels", call.attempt, 1));  // nobody tells the other
    rig = std::make_unique<Rig>(asterisk());
  }
  CHECK(comes_to("channels", call.attempt, 0));
  CHECK(comes_to("bridges", call.attempt, 0));
  CHECK(rig->count<core::LegEnded>(target) == 0);
}

TEST_CASE("asterisk: of two controllers of one application the former is told down", "[asterisk]") {
  if (!has_asterisk()) return;
  auto options = asterisk_options();
  options.link_waits.longest_retry = 30s;
  Rig former(asterisk(options));
  REQUIRE(former.wait_for_link());
  Rig latter(asterisk());
  REQUIRE(latter.wait_for_link());
  CHECK(former.until([](auto const& events) {
    auto const* const it = std::get_if<core::LinkChanged>(&events.back());
    return it != nullptr && !it->up;
  }));
}

}  // namespace callbackd::voice::conformance
