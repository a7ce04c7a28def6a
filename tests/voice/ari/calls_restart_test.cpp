// Tests what happens to calls when the link is lost and comes back, when Asterisk or callbackd was
// restarted, and when legs are released.
#include <algorithm>
#include <catch2/catch.hpp>

#include "voice/ari/calls_bench.hpp"

namespace callbackd::voice::ari {
namespace {

using namespace std::chrono_literals;

std::string both_up() {
  return "[" + channel_json(kAgent, "Up") + "," + channel_json(kContact, "Up") + "]";
}
std::string both_in_call() {
  return "[" + bridge_json(call_bridge(), {kAgent, kContact}) + "]";
}
std::string free_bridge() {
  return bridge_id("callbackd", {kAttempt, kReleasedMix, core::LegNumber::kContact, 1});
}

}  // namespace

TEST_CASE("nothing is dialled while the link is down") {
  Bench bench;
  bench.dial(kAgent);
  CHECK(bench.told() == Lines{"agent ended unreachable: the voice link is down"});
  CHECK(bench.asked().empty());
}

TEST_CASE("an order given while the link was down is made true after a snapshot") {
  Bench bench;
  bench.talk();
  bench.link_down();
  bench.order(core::Hold{kContact});
  bench.order(core::HangUp{kAgent});
  CHECK(bench.asked().empty());
  CHECK(bench.told() == Lines{"link down"});
  bench.link_up(both_up(), both_in_call());
  CHECK(bench.told() == Lines{"link up"});
  bench.answer("DELETE /channels/agent", 204);
  bench.answer("POST /bridges/call-l1-1 remove contact", 204);
  bench.answer("POST /channels/contact/moh", 204);
}

TEST_CASE("a party that left while the link was down is lost, the other goes on") {
  Bench bench;
  bench.talk();
  bench.link_down();
  bench.link_up("[" + channel_json(kAgent, "Up") + "]",
                "[" + bridge_json(call_bridge(), {kAgent}) + "]");
  CHECK(bench.told() ==
        Lines{"link down", "contact ended lost: its end was not reported", "link up"});
}

TEST_CASE("after Asterisk ended all its calls are lost") {
  Bench bench;
  bench.talk();
  bench.link_down();
  bench.link_up();
  CHECK(bench.told() == Lines{"link down", "contact ended lost: its end was not reported",
                              "agent ended lost: its end was not reported", "link up"});
}

TEST_CASE("an answer of before the link was lost does not pass for a snapshot of after") {
  Bench bench;
  bench.talk();
  bench.order(core::TakeSnapshot{});
  bench.calls.tick(bench.now);
  bench.link_down();
  bench.calls.link(true, bench.now);
  bench.calls.tick(bench.now);
  bench.answer("GET /channels", 200, "[]");  // the old one
  CHECK(bench.told() == Lines{"link down"});
  bench.snapshot(both_up(), both_in_call());
  CHECK(bench.told() == Lines{"link up", "snapshot: contact up agent up"});
}

TEST_CASE("a restart finds the legs of before, and directs them") {
  Bench bench;
  bench.order(core::TakeSnapshot{});
  bench.link_up(both_up(), both_in_call());
  auto const told = bench.told();
  CHECK(std::count(told.begin(), told.end(), "snapshot: contact up agent up") == 1);
  bench.asked();
  bench.join(kAgent);
  bench.join(kContact);
  CHECK(bench.asked().empty());  // where they are
  bench.order(core::Hold{kContact});
  bench.answer_all();
  CHECK(bench.asked() == Lines{"POST /bridges/call-l1-1 remove contact",
                               "POST /channels/contact/moh?mohClass=default"});
}

TEST_CASE("a restart finds a contact on hold, and whatever it hears is ended before it is joined") {
  Bench bench;
  bench.link_up(both_up(), "[" + bridge_json(call_bridge(), {kAgent}) + "]");
  bench.asked();
  bench.join(kContact);
  bench.answer_all();
  CHECK(bench.asked() == Lines{"DELETE /channels/contact/ring", "DELETE /channels/contact/moh",
                               "POST /bridges/call-l1-1 add contact"});
}

TEST_CASE("an order for a leg that is not known yet waits for the first snapshot") {
  Bench bench;
  bench.order(core::HangUp{kAgent});
  bench.order(core::HangUp{kContact});
  bench.link_up("[" + channel_json(kAgent, "Ringing", "AppDial2") + "]");
  CHECK(bench.asked() == Lines{"GET /channels", "GET /bridges", "DELETE /channels/agent"});
}

TEST_CASE("an empty bridge that nobody needs is cleared away") {
  Bench bench;
  bench.link_up("[]", "[" + bridge_json(call_bridge(), {}) + "]");
  CHECK(bench.asked() == Lines{"GET /channels", "GET /bridges", "DELETE /bridges/call-l1-1"});
}

TEST_CASE("channels and bridges of others are none of ours") {
  Bench bench;
  bench.link_up(R"([{"id":"1700000000.1","state":"Up"}])", R"([{"id":"x","channels":[]}])");
  bench.asked();
  bench.hears(EventKind::kStasisStart, "1700000000.1");
  CHECK(bench.told() == Lines{"link up"});
  CHECK(bench.asked().empty());
}

TEST_CASE("a leg that a frozen former controller dials late is hung up") {
  Bench bench;
  bench.link_up();
  bench.asked();
  SECTION("by its event") {
    bench.rings(kContact);
    CHECK(bench.asked() == Lines{"DELETE /channels/contact"});
  }
  SECTION("by a snapshot") {
    bench.wait(30s);
    bench.snapshot("[" + channel_json(kContact, "Up") + "]");
    CHECK(bench.asked() == Lines{"GET /channels", "GET /bridges", "DELETE /channels/contact"});
  }
  CHECK(bench.told() == Lines{"link up"});
}

TEST_CASE("an event of before the first snapshot is of a leg of before the restart") {
  Bench bench;
  bench.starts(kAgent);
  bench.link_up("[" + channel_json(kAgent, "Up") + "]");
  CHECK(bench.told() == Lines{"agent answered", "link up"});
}

TEST_CASE("legs that were let go talk on in a bridge of their own, and nobody stays there alone") {
  Bench bench;
  bench.talk();
  bench.up(kTarget);
  bench.join(kTarget);
  bench.order(core::HangUp{kAgent});
  bench.answer_all();
  bench.destroyed(kAgent, 16);
  bench.asked();
  bench.told();
  bench.order(core::ReleaseMix{kAttempt});
  bench.answer_all();
  CHECK(bench.asked() == Lines{"POST /bridges free-l0-1", "POST /bridges/free-l0-1 add contact",
                               "POST /bridges/free-l0-1 add target"});
  bench.destroyed(kContact, 16);
  CHECK(bench.asked() == Lines{"DELETE /channels/target"});
  bench.destroyed(kTarget, 16);
  CHECK(bench.told().empty());
}

TEST_CASE("one who was let go alone is hung up") {
  Bench bench;
  bench.talk();
  bench.order(core::HangUp{kAgent});
  bench.order(core::ReleaseMix{kAttempt});
  CHECK(bench.asked() == Lines{"DELETE /channels/agent", "DELETE /channels/contact"});
}

TEST_CASE("a restart knows who was let go") {
  Bench bench;
  bench.order(core::TakeSnapshot{});
  SECTION("two talk on") {
    bench.link_up(both_up(), "[" + bridge_json(free_bridge(), {kAgent, kContact}) + "]");
    CHECK(bench.told() == Lines{"link up", "snapshot:"});
    bench.asked();
    bench.destroyed(kAgent, 16);
    CHECK(bench.asked() == Lines{"DELETE /channels/contact"});
  }
  SECTION("one was left") {
    bench.link_up("[" + channel_json(kAgent, "Up") + "]",
                  "[" + bridge_json(free_bridge(), {kAgent}) + "]");
    CHECK(bench.told() == Lines{"link up", "snapshot:"});
    CHECK(bench.asked() == Lines{"GET /channels", "GET /bridges", "DELETE /channels/agent"});
  }
}

}  // namespace callbackd::voice::ari
