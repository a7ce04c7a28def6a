// Tests which requests the orders of the core lead to. Asterisk's answers and events come in the
// order in which a real Asterisk sent them.
#include <catch2/catch.hpp>

#include "voice/ari/calls_bench.hpp"

namespace callbackd::voice::ari {

using namespace std::chrono_literals;

TEST_CASE("an agent answers, then the contact, and both are in one bridge") {
  Bench bench;
  bench.link_up();
  bench.dial(kAgent);
  bench.answer("POST /channels/agent", 200);
  bench.rings(kAgent);  // by its state
  bench.rings(kAgent);  // by the Dial event
  bench.starts(kAgent);
  bench.dial(kContact);
  bench.rings(kContact);  // before the answer to the request that dialled it
  bench.answer("POST /channels/contact", 200);
  bench.starts(kContact);
  CHECK(bench.told() ==
        Lines{"link up", "agent rings", "agent answered", "contact rings", "contact answered"});
  bench.answer("POST /bridges call-l1-1", 200);
  bench.asked();
  bench.join(kAgent);
  bench.join(kContact);
  CHECK(bench.asked() ==
        Lines{"POST /bridges/call-l1-1 add agent", "POST /bridges/call-l1-1 add contact"});
  bench.answer_all();
  bench.order(core::HangUp{kContact});
  CHECK(bench.asked() == Lines{"DELETE /channels/contact"});
  bench.destroyed(kContact, 16);  // before the answer
  bench.answer("DELETE /channels/contact", 204);
  bench.destroyed(kAgent, 16);
  CHECK(bench.told() ==
        Lines{"contact ended answered: cause 16, ended by us", "agent ended answered: cause 16"});
  CHECK(bench.asked() == Lines{"DELETE /bridges/call-l1-1"});
}

TEST_CASE("the bridge is made while the contact is dialled, and an order that comes sooner waits") {
  Bench bench;
  bench.link_up();
  bench.dial(kAgent);
  bench.answer("POST /channels/agent", 200);
  bench.starts(kAgent);
  bench.join(kAgent);
  bench.asked();
  bench.answer("POST /bridges call", 200);
  CHECK(bench.asked() == Lines{"POST /bridges/call-l1-1 add agent"});
}

TEST_CASE("hold takes the contact out to music, and resuming brings it back") {
  Bench bench;
  bench.talk();
  bench.order(core::Hold{kContact});
  bench.answer_all();
  CHECK(bench.asked() == Lines{"POST /bridges/call-l1-1 remove contact",
                               "POST /channels/contact/moh?mohClass=default"});
  bench.join(kContact);
  bench.answer_all();
  CHECK(bench.asked() ==
        Lines{"DELETE /channels/contact/moh", "POST /bridges/call-l1-1 add contact"});
}

TEST_CASE("only what was ordered last is made true") {
  Bench bench;
  bench.talk();
  bench.order(core::Hold{kContact});  // its first request is under way
  bench.join(kContact);
  bench.order(core::Hold{kContact});
  bench.join(kContact);
  bench.answer_all();
  CHECK(bench.asked() ==
        Lines{"POST /bridges/call-l1-1 remove contact", "POST /bridges/call-l1-1 add contact"});
  bench.join(kContact);
  CHECK(bench.asked().empty());
}

TEST_CASE("a leg moves between bridges in one request") {
  Bench bench;
  bench.talk();
  bench.join(kAgent, core::MixNumber{1});
  bench.answer_all();
  CHECK(bench.asked() ==
        Lines{"POST /bridges consultation-l1-1", "POST /bridges/consultation-l1-1 add agent"});
  bench.join(kAgent);
  bench.answer_all();
  CHECK(bench.asked() == Lines{"POST /bridges/call-l1-1 add agent"});
}

TEST_CASE("a leg that waits hears ringing until it is joined") {
  Bench bench;
  bench.link_up();
  bench.up(kAgent);
  bench.asked();
  bench.order(core::Ringback{kAgent});
  bench.answer_all();
  bench.join(kAgent);
  bench.answer_all();
  CHECK(bench.asked() == Lines{"POST /channels/agent/ring", "DELETE /channels/agent/ring",
                               "POST /bridges/call-l1-1 add agent"});
}

TEST_CASE("digits go out once, after the leg is where it belongs, whatever becomes of them") {
  Bench bench;
  bench.talk();
  bench.order(core::SendDigits{kContact, "12#9*"});
  bench.order(core::SendDigits{kContact, "0"});
  bench.no_answer("POST /channels/contact/dtmf?dtmf=12%239%2A");
  bench.answer("POST /channels/contact/dtmf?dtmf=0", 204);
  CHECK(bench.asked() ==
        Lines{"POST /channels/contact/dtmf?dtmf=12%239%2A", "POST /channels/contact/dtmf?dtmf=0"});
}

TEST_CASE("the hold key of a phone is told") {
  Bench bench;
  bench.talk();
  bench.hears(EventKind::kHeld, id_of(kAgent));
  bench.hears(EventKind::kUnheld, id_of(kAgent));
  CHECK(bench.told() == Lines{"agent holds", "agent resumes"});
}

TEST_CASE("a leg that fails is told with its outcome, and its bridge goes with the last") {
  Bench bench;
  bench.link_up();
  bench.up(kAgent);
  bench.dial(kContact);
  bench.answer("POST /channels/contact", 200);
  bench.destroyed(kContact, 17, 486);
  bench.told();
  bench.asked();
  bench.order(core::HangUp{kAgent});
  bench.answer("DELETE /channels/agent", 204);
  CHECK(bench.asked() == Lines{"DELETE /channels/agent"});
  bench.destroyed(kAgent, 16);
  CHECK(bench.asked() == Lines{"DELETE /bridges/call-l1-1"});
}

TEST_CASE("a leg hung up while it rings is cancelled") {
  Bench bench;
  bench.link_up();
  bench.dial(kContact);
  bench.order(core::HangUp{kContact});  // not before Asterisk has it
  CHECK(bench.asked() == Lines{"GET /channels", "GET /bridges", "POST /channels/contact"});
  bench.answer("POST /channels/contact", 200);
  CHECK(bench.asked() == Lines{"DELETE /channels/contact"});
  bench.destroyed(kContact, 16);
  CHECK(bench.told() == Lines{"link up", "contact ended cancelled: cause 16, ended by us"});
}

TEST_CASE("our own ring time-out tells whether it rang") {
  bool const rang = GENERATE(true, false);
  int const cause = GENERATE(19, 0);  // 0: older versions
  Bench bench;
  bench.link_up();
  bench.dial(kContact);
  bench.answer("POST /channels/contact", 200);
  if (rang) bench.rings(kContact);
  bench.told();
  bench.wait(20s);
  bench.destroyed(kContact, cause, cause == 0 ? 0 : 480);
  auto const told = bench.told();
  REQUIRE(told.size() == 1);
  CHECK(told[0].starts_with(rang ? "contact ended no_answer" : "contact ended unreachable"));
}

TEST_CASE("a phone that is not registered cannot be reached") {
  Bench bench;
  bench.link_up();
  bench.told();
  bench.dial(kAgent);
  bench.answer("POST /channels/agent", 500, R"({"error":"Allocation failed"})");
  CHECK(bench.told() == Lines{"agent ended unreachable: not dialled, status 500"});
  bench.dial(kAgent);
  CHECK(bench.told().empty());
}

TEST_CASE("a machine is detected in the dialplan before anything is told") {
  bool const machine = GENERATE(true, false);
  Bench bench("amd");
  bench.link_up();
  bench.told();
  bench.dial(kContact, true);
  bench.join(kContact);
  bench.answer("POST /channels/contact", 200);
  bench.starts(kContact);
  CHECK(bench.told().empty());
  bench.answer("POST /channels/contact/continue?context=amd&extension=s&priority=1", 204);
  bench.starts(kContact, {"machine", machine ? "MACHINE" : "HUMAN", "LONGGREETING-1500-1500"});
  CHECK(bench.told() == Lines{machine ? "contact answered, a machine" : "contact answered"});
  bench.answer("POST /bridges call", 200);
  bench.answer("POST /bridges/call-l0-1 add contact", 204);
}

// Brings the contact's leg up. Asterisk does not know yet whether a person or a machine answered.
static void being_judged(Bench& bench) {
  bench.link_up();
  bench.dial(kContact, true);
  bench.answer("POST /channels/contact", 200);
  bench.starts(kContact);
  bench.answer("POST /channels/contact/continue", 204);
  bench.told();
}

TEST_CASE("a contact who hangs up before the verdict is neither a person nor a machine") {
  bool const by_us = GENERATE(true, false);
  Bench bench("amd");
  being_judged(bench);
  if (by_us) bench.order(core::HangUp{kContact});
  bench.destroyed(kContact, 16);
  CHECK(bench.told() ==
        Lines{by_us
                  ? "contact ended answered: cause 16, ended by us"
                  : "contact ended failed: cause 16, before it was known whether it is a machine"});
}

TEST_CASE("a verdict that is never told ends the leg") {
  Bench bench("amd");
  being_judged(bench);
  bench.asked();
  bench.wait(20s);
  bench.snapshot("[" + channel_json(kContact, "Up", "AMD") + "]");
  bench.answer("DELETE /channels/contact", 204);
  bench.destroyed(kContact, 16);
  CHECK(bench.told() == Lines{"contact ended failed: whether a machine answered was not reported"});
}

}  // namespace callbackd::voice::ari
