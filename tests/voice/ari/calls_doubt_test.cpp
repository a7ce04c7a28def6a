// Tests calls when Asterisk does not answer, answers too late, or has lost a channel or a bridge.
#include <algorithm>
#include <catch2/catch.hpp>

#include "voice/ari/calls_bench.hpp"

namespace callbackd::voice::ari {

using namespace std::chrono_literals;

TEST_CASE("a dial without an answer is looked for, not repeated") {
  Bench bench;
  bench.link_up();
  bench.dial(kContact);
  bench.told();
  bench.no_answer("POST /channels/contact");
  bench.asked();
  SECTION("it rings after all") {
    bench.snapshot("[" + channel_json(kContact, "Ringing", "AppDial2") + "]");
    CHECK(bench.told() == Lines{"contact rings"});
    CHECK(bench.asked() == Lines{"GET /channels", "GET /bridges"});
  }
  SECTION("it answered meanwhile") {
    bench.snapshot("[" + channel_json(kContact, "Up") + "]");
    bench.starts(kContact);
    CHECK(bench.told() == Lines{"contact answered"});
  }
  SECTION("it is not there, and is hung up should it be dialled later") {
    bench.snapshot("[]");
    CHECK(bench.told() == Lines{"contact ended failed: not dialled, no answer"});
    bench.asked();
    bench.starts(kContact);
    CHECK(bench.asked() == Lines{"DELETE /channels/contact"});
    CHECK(bench.told().empty());
  }
  SECTION("an event that comes before the snapshot settles nothing else") {
    bench.calls.tick(bench.now);
    bench.starts(kContact);
    bench.snapshot("[" + channel_json(kContact, "Up") + "]");
    CHECK(bench.told() == Lines{"contact answered"});
    bench.wait(1s);
    bench.snapshot("[" + channel_json(kContact, "Up") + "]");
    bench.answer("POST /bridges call", 200);
    bench.asked();
    bench.join(kContact);
    CHECK(bench.asked() == Lines{"POST /bridges/call-l0-1 add contact"});
  }
}

TEST_CASE("a dial that was never sent cannot be reached") {
  Bench bench;
  bench.link_up();
  bench.told();
  bench.dial(kContact);
  bench.no_answer("POST /channels/contact", false);
  CHECK(bench.told() == Lines{"contact ended unreachable: not dialled, not reached"});
}

TEST_CASE("a name that Asterisk has already is ours of before, and is looked at") {
  Bench bench;
  bench.link_up();
  bench.told();
  bench.dial(kContact);
  bench.answer("POST /channels/contact", 409);
  bench.snapshot("[" + channel_json(kContact, "Up") + "]");
  CHECK(bench.told() == Lines{"contact answered"});
}

TEST_CASE("a move without an answer is repeated only if it did not happen") {
  Bench bench;
  bench.talk();
  bench.order(core::Hold{kContact});
  bench.no_answer("POST /bridges/call-l1-1 remove contact");
  bench.asked();
  auto const both = "[" + channel_json(kAgent, "Up") + "," + channel_json(kContact, "Up") + "]";
  SECTION("it did") {
    bench.snapshot(both, "[" + bridge_json(call_bridge(), {kAgent}) + "]");
    bench.answer_all();
    CHECK(bench.asked() ==
          Lines{"GET /channels", "GET /bridges", "POST /channels/contact/moh?mohClass=default"});
  }
  SECTION("it did not") {
    bench.snapshot(both, "[" + bridge_json(call_bridge(), {kAgent, kContact}) + "]");
    bench.answer_all();
    CHECK(bench.asked() == Lines{"GET /channels", "GET /bridges",
                                 "POST /bridges/call-l1-1 remove contact",
                                 "POST /channels/contact/moh?mohClass=default"});
  }
}

TEST_CASE("a leg that cannot be directed is hung up and has failed") {
  Bench bench;
  bench.talk();
  bench.order(core::Hold{kContact});
  auto const both = "[" + channel_json(kAgent, "Up") + "," + channel_json(kContact, "Up") + "]";
  for (int times = 0; times < 2; ++times) {
    bench.answer("POST /bridges/call-l1-1 remove contact", 500);
    bench.snapshot(both, "[" + bridge_json(call_bridge(), {kAgent, kContact}) + "]");
  }
  bench.answer("POST /bridges/call-l1-1 remove contact", 500);
  bench.answer("DELETE /channels/contact", 204);
  bench.destroyed(kContact, 16);
  CHECK(bench.told() == Lines{"contact ended failed: cannot be controlled, status 500"});
}

TEST_CASE("a channel that Asterisk does not know any more ends with its own cause") {
  Bench bench;
  bench.talk();
  bench.order(core::Hold{kContact});
  bench.answer("POST /bridges/call-l1-1 remove contact", 404);
  bench.asked();
  bench.calls.tick(bench.now);
  CHECK(bench.asked().empty());  // its end is on its way
  bench.destroyed(kContact, 16);
  CHECK(bench.told() == Lines{"contact ended answered: cause 16"});
}

TEST_CASE("an end that was never told is found by two snapshots") {
  Bench bench;
  bench.talk();
  auto const agent = "[" + channel_json(kAgent, "Up") + "]";
  auto const bridge = "[" + bridge_json(call_bridge(), {kAgent}) + "]";
  bench.wait(30s);  // the sweep
  bench.snapshot(agent, bridge);
  CHECK(bench.told().empty());
  bench.wait(500ms);
  bench.snapshot(agent, bridge);
  CHECK(bench.told() == Lines{"contact ended lost: its end was not reported"});
  CHECK(bench.calls.counts().lost == 1);
}

TEST_CASE("a hang-up without an end is asked for again") {
  Bench bench;
  bench.talk();
  bench.order(core::HangUp{kContact});
  bench.answer("DELETE /channels/contact", 204);
  bench.asked();
  bench.wait(5s);
  bench.snapshot("[" + channel_json(kAgent, "Up") + "," + channel_json(kContact, "Up") + "]",
                 "[" + bridge_json(call_bridge(), {kAgent, kContact}) + "]");
  CHECK(bench.asked() == Lines{"GET /channels", "GET /bridges", "DELETE /channels/contact"});
}

TEST_CASE("a bridge that somebody destroyed is made anew under another name") {
  Bench bench;
  bench.talk();
  bench.hears(EventKind::kBridgeDestroyed, call_bridge());
  bench.answer_all();
  auto const asked = bench.asked();
  CHECK(std::count(asked.begin(), asked.end(), "POST /bridges call-l1-2") +
            std::count(asked.begin(), asked.end(), "POST /bridges call-l0-1") ==
        1);
  CHECK(asked.back().find(" add ") != std::string::npos);
}

TEST_CASE("a snapshot that fails is taken again") {
  Bench bench;
  bench.talk();
  bench.order(core::TakeSnapshot{});
  bench.calls.tick(bench.now);
  bench.no_answer("GET /channels");
  CHECK(bench.told().empty());
  bench.wait(1s);
  bench.snapshot("[" + channel_json(kAgent, "Up") + "," + channel_json(kContact, "Up") + "]",
                 "[" + bridge_json(call_bridge(), {kAgent, kContact}) + "]");
  CHECK(bench.told() == Lines{"snapshot: contact up agent up"});
}

}  // namespace callbackd::voice::ari
