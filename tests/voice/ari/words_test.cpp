// Tests the texts that go to Asterisk or come from it: names, requests, events, lists, causes and
// addresses.
#include <catch2/catch.hpp>

#include "voice/ari/access.hpp"
#include "voice/ari/address.hpp"
#include "voice/ari/event.hpp"
#include "voice/ari/listing.hpp"
#include "voice/ari/outcome.hpp"
#include "voice/ari/requests.hpp"

namespace callbackd::voice::ari {
namespace {

using core::AttemptOutcome;

base::AttemptId const kAttempt{
    base::CallbackId{base::Uuid{0x0192'0000'0000'7000, 0x8000'0000'0000'0001}}, 12};
core::LegId const kLeg{kAttempt, core::LegNumber{3}};
constexpr char kUuid[] = "01920000-0000-7000-8000-000000000001";

}  // namespace

TEST_CASE("names of channels and bridges are made of ids, and read back") {
  auto const id = channel_id("callbackd", kLeg);
  CHECK(id == std::string("callbackd-") + kUuid + "-a12-l3");
  CHECK(leg_of_channel("callbackd", id) == kLeg);
  BridgeName const name{kAttempt, core::MixNumber{1}, core::LegNumber{2}, 4};
  CHECK(bridge_id("my-app", name) == std::string("my-app-") + kUuid + "-a12-m1-l2-4");
  CHECK(name_of_bridge("my-app", bridge_id("my-app", name)) == name);
}

TEST_CASE("a text that is not exactly one of our names is none") {
  auto const id = channel_id("callbackd", kLeg);
  CHECK_FALSE(leg_of_channel("callback", id));
  CHECK_FALSE(leg_of_channel("callbackd2", id));
  CHECK_FALSE(leg_of_channel("callbackd", id + "x"));
  CHECK_FALSE(leg_of_channel("callbackd", id + "99999"));
  CHECK_FALSE(leg_of_channel("callbackd", ""));
  CHECK_FALSE(leg_of_channel("callbackd", "callbackd-"));
  CHECK_FALSE(leg_of_channel("callbackd", "1700000000.12"));
  CHECK_FALSE(name_of_bridge("callbackd", id));
}

TEST_CASE("dialling says whom, as whom, and for how long") {
  core::Dial dial;
  dial.leg = kLeg;
  dial.reach = core::Reach::kNumber;
  dial.endpoint = "+12025550123";
  dial.caller_id = "+442071838750";
  dial.ring_timeout = std::chrono::seconds(25);
  CallOptions options;
  auto const request = originate(options, dial);
  CHECK(request.target == "/channels/" + channel_id("callbackd", kLeg));
  CHECK(request.body ==
        R"({"endpoint":"PJSIP/+12025550123@trunk","app":"callbackd","appArgs":"leg",)"
        R"("timeout":25,"callerId":"+442071838750"})");
  options.contact_endpoint = "PJSIP/trunk/sip:{digits}@sbc.example";
  CHECK(originate(options, dial).body.find("sip:12025550123@sbc") != std::string::npos);
  dial.reach = core::Reach::kAgentPhone;
  dial.endpoint = "1001";
  dial.caller_id = "";
  CHECK(originate(options, dial).body ==
        R"({"endpoint":"PJSIP/1001","app":"callbackd","appArgs":"leg","timeout":25})");
}

TEST_CASE("whether a module runs is read from what Asterisk says of it, and nothing else") {
  CHECK(look_at_timeout_module().target == "/asterisk/modules/func_timeout.so");
  auto const said = [](unsigned status, std::string body) {
    return is_running({RestAnswer::Kind::kAnswered, status, std::move(body)});
  };
  CHECK(said(200, R"({"name":"func_timeout.so","status":"Running"})") == true);
  CHECK(said(200, R"({"name":"func_timeout.so","status":"Not Running"})") == false);
  CHECK(said(404, R"({"message":"Module could not be found in running modules"})") == false);
  CHECK_FALSE(said(404, R"({"message":"Resource not found"})"));  // no res_ari_asterisk
  CHECK_FALSE(said(409, R"({"message":"Module information could not be retrieved"})"));
  CHECK_FALSE(said(200, "Running"));
  CHECK_FALSE(said(200, "{}"));
  CHECK_FALSE(is_running({RestAnswer::Kind::kUnknown, 0, {}}));
}

TEST_CASE("a value in a target is encoded") {
  CHECK(percent_encoded("12#9*a b/ü") == "12%239%2Aa%20b%2F%C3%BC");
  CallOptions options;
  options.application = "a b";
  CHECK(look_at_application(options).target == "/applications/a%20b");
}

TEST_CASE("an event is decoded to what the gateway acts on") {
  auto const event = decode_event(
      R"({"type":"ChannelDestroyed","cause":17,"cause_txt":"User busy","tech_cause":486,)"
      R"("channel":{"id":"c1","state":"Down"},"application":"callbackd"})");
  REQUIRE(event);
  CHECK(event->kind == EventKind::kDestroyed);
  CHECK(event->id == "c1");
  CHECK(event->cause == 17);
  CHECK(event->tech_cause == 486);
  CHECK_FALSE(event->up);
  auto const start = decode_event(
      R"({"type":"StasisStart","args":["machine","HUMAN"],"channel":{"id":"c1","state":"Up"}})");
  REQUIRE(start);
  CHECK(start->args == std::vector<std::string>{"machine", "HUMAN"});
  CHECK(start->up);
  auto const dial = decode_event(R"({"type":"Dial","dialstatus":"RINGING","peer":{"id":"c2"}})");
  REQUIRE(dial);
  CHECK(dial->kind == EventKind::kRinging);
  CHECK(dial->id == "c2");
  CHECK(decode_event(R"({"type":"Dial","dialstatus":"","peer":{"id":"c2"}})")->kind ==
        EventKind::kOther);
  CHECK(decode_event(R"({"type":"ChannelStateChange","channel":{"id":"c","state":"Up"}})")->kind ==
        EventKind::kOther);
  CHECK(decode_event(R"({"type":"BridgeDestroyed","bridge":{"id":"b"}})")->id == "b");
}

TEST_CASE("a text that is no event is none, and odd fields are harmless") {
  CHECK_FALSE(decode_event(""));
  CHECK_FALSE(decode_event("[]"));
  CHECK_FALSE(decode_event("{\"type\":"));
  CHECK_FALSE(decode_event("{\"type\":7}"));
  CHECK(decode_event(R"({"type":"StasisStart","args":[1,null],"channel":3})")->id.empty());
  CHECK(decode_event(R"({"type":"ChannelDestroyed","cause":"x","channel":{"id":7}})")->cause == 0);
}

TEST_CASE("lists name what is ours") {
  auto const id = channel_id("callbackd", kLeg);
  auto const channels =
      decode_channels("callbackd", R"([{"id":"other","state":"Up"},{"id":")" + id +
                                       R"(","state":"Up","dialplan":{"app_name":"AMD"}}])");
  REQUIRE(channels);
  REQUIRE(channels->size() == 1);
  CHECK(channels->at(kLeg).up);
  CHECK_FALSE(channels->at(kLeg).in_application);
  CHECK_FALSE(decode_channels("callbackd", R"({"message":"x"})"));
  CHECK_FALSE(decode_bridges("callbackd", "x"));
}

TEST_CASE("causes are outcomes") {
  struct Case {
    int cause;
    int tech_cause;
    AttemptOutcome outcome;
  };
  auto const it = GENERATE(
      Case{17, 486, AttemptOutcome::kBusy}, Case{17, 600, AttemptOutcome::kBusy},
      Case{17, 0, AttemptOutcome::kBusy}, Case{21, 603, AttemptOutcome::kRejected},
      Case{21, 0, AttemptOutcome::kRejected}, Case{1, 404, AttemptOutcome::kInvalid},
      Case{22, 410, AttemptOutcome::kInvalid}, Case{1, 0, AttemptOutcome::kInvalid},
      Case{19, 480, AttemptOutcome::kNoAnswer}, Case{19, 0, AttemptOutcome::kNoAnswer},
      Case{18, 408, AttemptOutcome::kUnreachable}, Case{18, 0, AttemptOutcome::kUnreachable},
      Case{34, 503, AttemptOutcome::kUnreachable}, Case{34, 0, AttemptOutcome::kUnreachable},
      Case{127, 0, AttemptOutcome::kFailed});
  INFO(it.cause << ' ' << it.tech_cause);
  CHECK(outcome_of({it.cause, it.tech_cause, false, false, true, false}).outcome == it.outcome);
  CHECK(outcome_of({it.cause, it.tech_cause, false, true, true, false}).outcome ==
        AttemptOutcome::kAnswered);
  CHECK(outcome_of({it.cause, it.tech_cause, true, false, true, false}).outcome ==
        AttemptOutcome::kCancelled);
  CHECK(outcome_of({it.cause, it.tech_cause, false, true, true, false, true}).outcome ==
        AttemptOutcome::kFailed);
}

TEST_CASE("an address is http or https, a host, perhaps a port and a path") {
  auto const plain = parse_address("http://pbx.example:8088");
  REQUIRE(plain);
  CHECK_FALSE(plain->tls);
  CHECK(plain->host == "pbx.example");
  CHECK(plain->port == "8088");
  CHECK(plain->path == "/ari");
  auto const secure = parse_address("https://[::1]/asterisk/ari/");
  REQUIRE(secure);
  CHECK(secure->tls);
  CHECK(secure->host == "::1");
  CHECK(secure->port == "443");
  CHECK(secure->path == "/asterisk/ari");
  for (auto const* const wrong : {"", "pbx:8088", "ws://pbx", "http://", "http://u:p@pbx",
                                  "http://pbx:99999", "http://pbx?x=1"}) {
    INFO(wrong);
    CHECK_FALSE(parse_address(wrong));
  }
}

TEST_CASE("user and password are told as HTTP wants them") {
  CHECK(basic_authorization("Aladdin", "open sesame") == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
}

}  // namespace callbackd::voice::ari
