#include "wire/rpc_answers.hpp"

#include <catch2/catch.hpp>

#include "wire/strict_json.hpp"
#include "wire_support.hpp"

using namespace callbackd;
using namespace callbackd::wire;
using callbackd::wire::test::at;

namespace {

#define ID "01975b7e-0a4c-7d31-9b52-3c1f6d2e8a10"
base::CallbackId const kCallback = *base::callback_id_from_text(ID);

core::SitePtr site() {
  auto made = std::make_shared<core::SiteDefinition>();
  made->company.time_zone = "Europe/London";
  core::Agent alice;
  alice.login = "alice";
  alice.name = "Alice Archer";
  made->agents = {alice};
  made->reasons = {{"break", "Break"}};
  core::CodeList codes;
  codes.name = "c";
  codes.codes = {{"lost", "Lost", {{"price", "Too expensive", {}}}}};
  made->code_lists = {codes};
  core::Layout layout;
  layout.name = "l";
  layout.notification = {{"Topic", "attributes.topic"}};
  layout.case_information = {{"Topic", "attributes.topic"}, {"Size", "attributes.cart.size"},
                             {"Cart", "attributes.cart"},   {"Gone", "attributes.nothing"},
                             {"Nil", "attributes.nil"},     {"Queue", "queue"}};
  layout.callback_information = {{"Name", "contact.name"},  {"Phone", "contact.phone"},
                                 {"Mail", "contact.email"}, {"Language", "contact.locale"},
                                 {"Asked for", "when"},     {"Created", "created_at"}};
  made->layouts = {layout};
  core::Queue sales;
  sales.name = "sales";
  sales.title = "Sales";
  sales.layout = "l";
  sales.codes = "c";
  sales.disposition_required = true;
  core::Queue plain;
  plain.name = "pla\"in";
  made->queues = {sales, plain};
  return made;
}

core::DetailsPtr details() {
  auto made = std::make_shared<core::CallbackDetails>();
  made->contact_id = "c-81";
  made->name = "Ada \"L\"";
  made->email = "ada@example.org";
  made->locale = "en-GB";
  made->phone = {12025550123};
  made->when = {"2027-03-14T09:00", "2027-03-14T12:00", "America/New_York"};
  made->attributes_json = R"({"topic":"bill\ning","cart":{"size":2.5,"items":["a"]},"nil":null})";
  made->created_at = at("2027-03-01T12:00:00Z");
  return made;
}

core::OfferView offer() {
  return {{kCallback, 3},
          "sales",
          at("2027-03-14T09:00:00Z"),
          at("2027-03-14T09:00:12.9Z"),
          at("2027-03-14T09:00:32.9Z"),
          site()};
}

core::InteractionView interaction() {
  core::InteractionView view;
  view.id = {kCallback, 1};
  view.state = core::CallbackState::kActive;
  view.call_status = core::CallStatus::kReadyToCall;
  view.queue = "sales";
  view.phone = {12025550199};
  view.parties = {{"agent", core::PartyKind::kAgent, "Alice", core::PartyState::kConnected},
                  {"contact", core::PartyKind::kContact, "", core::PartyState::kRinging}};
  core::AttemptView attempt;
  attempt.id = {kCallback, 2};
  attempt.phone = {12025550199};
  attempt.started_at = at("2027-03-14T09:01:00Z");
  view.attempts = {attempt};
  attempt.ended_at = at("2027-03-14T09:02:00Z");
  attempt.outcome = core::AttemptOutcome::kBusy;
  attempt.cause = "486";
  view.attempts.push_back(attempt);
  view.note = "a\nb";
  view.note_version = 2;
  view.retry = core::RetryView{core::AttemptOutcome::kBusy, 1, at("2027-03-14T09:07:00Z")};
  view.allowed_actions = 1 | 32 | 64 | 512;
  view.site = site();
  return view;
}

constexpr char kOfferJson[] =
    R"({"offer_id":")" ID R"(-o3","callback_id":")" ID R"(","queue":"sales",)"
    R"("contact":{"contact_id":"c-81","name":"Ada \"L\"","phone":"+12025550123"},"waiting_seconds":12,)"
    R"("deadline":"2027-03-14T09:00:32.900Z","fields":[{"label":"Topic","value":"bill\ning"}]})";

constexpr char kInteractionJson[] =
    R"({"interaction_id":")" ID R"(-i1","callback_id":")" ID
    R"(","state":"active","call_status":"ready_to_call",)"
    R"("queue":"sales","contact":{"contact_id":"c-81","name":"Ada \"L\"","phone":"+12025550199"},)"
    R"("case_information":[{"label":"Topic","value":"bill\ning"},{"label":"Size","value":"2.5"},)"
    R"({"label":"Cart","value":"{\"size\":2.5,\"items\":[\"a\"]}"},{"label":"Gone","value":""},)"
    R"({"label":"Nil","value":""},{"label":"Queue","value":"Sales"}],)"
    R"("callback_information":[{"label":"Name","value":"Ada \"L\""},{"label":"Phone","value":"+12025550123"},)"
    R"({"label":"Mail","value":"ada@example.org"},{"label":"Language","value":"en-GB"},)"
    R"({"label":"Asked for","value":"14 Mar 09:00–12:00 New York"},{"label":"Created","value":"1 Mar 12:00 London"}],)"
    R"("parties":[{"party_id":"agent","kind":"agent","name":"Alice","state":"connected"},)"
    R"({"party_id":"contact","kind":"contact","name":"Ada \"L\"","state":"ringing"}],)"
    R"("attempts":[{"attempt_id":")" ID
    R"(-a2","phone":"+12025550199","started_at":"2027-03-14T09:01:00.000Z"},)"
    R"({"attempt_id":")" ID
    R"(-a2","phone":"+12025550199","started_at":"2027-03-14T09:01:00.000Z",)"
    R"("ended_at":"2027-03-14T09:02:00.000Z","outcome":"busy","cause":"486"}],"disposition":null,)"
    R"("note":{"text":"a\nb","version":2},"cancel_requested":false,"retry":{"outcome":"busy","attempts_left":1,"at":"2027-03-14T09:07:00.000Z"},)"
    R"("allowed_actions":["call","reschedule","mark_done","release"]})";

std::string answer(core::AnswerBody const& body) {
  return encode_answer(body, {{kCallback, details()}}).first;
}

}  // namespace

TEST_CASE("results have one shape per type") {
  CHECK(answer(core::Nothing{}) == "{}");
  CHECK(
      answer(core::ChannelView{true, "", false, at("2027-03-14T09:00:00Z")}) ==
      R"({"channel":"web_callback","state":"ready","reason":null,"busy":false,"since":"2027-03-14T09:00:00.000Z"})");
  CHECK(
      answer(core::ChannelView{false, "break", true, at("2027-03-14T09:00:00Z")}) ==
      R"({"channel":"web_callback","state":"not_ready","reason":"break","busy":true,"since":"2027-03-14T09:00:00.000Z"})");
  CHECK(answer(core::OfferClosedView{{kCallback, 3}, core::OfferOutcome::kRejected}) ==
        R"({"offer_id":")" ID R"(-o3","outcome":"rejected"})");
  CHECK(answer(core::ClosedView{kCallback, core::CallbackState::kCompleted, {}}) ==
        R"({"callback_id":")" ID R"(","state":"completed"})");
  CHECK(answer(core::ClosedView{kCallback, core::CallbackState::kScheduled,
                                at("2027-03-14T09:00:00Z")}) ==
        R"({"callback_id":")" ID R"(","state":"scheduled","due_at":"2027-03-14T09:00:00.000Z"})");
  CHECK(answer(interaction()) == kInteractionJson);
}

TEST_CASE("an interaction without details or site is still whole JSON") {
  auto view = interaction();
  view.site = nullptr;
  auto const [text, is_error] = encode_answer(view, {});
  CHECK_FALSE(is_error);
  CHECK(parse_strict(text).has_value());
  CHECK_THAT(text, Catch::Contains(R"("case_information":[],"callback_information":[])"));
}

TEST_CASE("refusals carry the reason and what was found") {
  auto const refused = [](core::Refusal const& refusal) {
    auto const [text, is_error] = encode_answer(refusal, {});
    CHECK(is_error);
    return text;
  };
  core::Refusal refusal;
  refusal.reason = core::RefusalReason::kNotFound;
  CHECK(refused(refusal) ==
        R"({"code":-32000,"message":"not_found","data":{"reason":"not_found"}})");
  refusal.reason = core::RefusalReason::kOfferClosed;
  refusal.detail = "the offer is closed";
  refusal.outcome = core::OfferOutcome::kTimedOut;
  CHECK(
      refused(refusal) ==
      R"({"code":-32000,"message":"the offer is closed","data":{"reason":"offer_closed","outcome":"timed_out"}})");
  core::Refusal state;
  state.reason = core::RefusalReason::kWrongState;
  CHECK_THAT(refused(state), Catch::Contains(R"("state":"open")"));
  state.call_status = core::CallStatus::kOnHold;
  CHECK_THAT(refused(state), Catch::Contains(R"("state":"on_hold")"));
  state.state = core::CallbackState::kCancelled;
  CHECK_THAT(refused(state), Catch::Contains(R"("state":"cancelled")"));
  core::Refusal fields;
  fields.reason = core::RefusalReason::kInvalidFields;
  fields.errors = {{"code", "unknown", "is not a code of this queue"}};
  CHECK(
      refused(fields) ==
      R"({"code":-32602,"message":"Invalid params.","data":{"errors":[{"field":"code","rule":"unknown",)"
      R"("message":"is not a code of this queue"}]}})");
}

TEST_CASE("an interaction says until when Mark Done waits for the agent") {
  auto view = interaction();
  CHECK_THAT(answer(view), !Catch::Contains("after_call_work_until"));
  view.after_call_work_until = at("2027-03-14T09:05:00Z");
  CHECK_THAT(answer(view),
             Catch::Contains(R"("after_call_work_until":"2027-03-14T09:05:00.000Z")"));
}

TEST_CASE("an extension is shown beside its number, wherever a number is") {
  auto view = interaction();
  view.extension = "012";
  view.attempts[0].extension = "34";
  view.parties = {
      {"p2", core::PartyKind::kNumber, "+442079460018", core::PartyState::kConnected, "56"}};
  view.allowed_actions = static_cast<std::uint16_t>(core::Action::kSendExtension);
  auto const text = answer(view);
  CHECK_THAT(text, Catch::Contains(R"("phone":"+12025550199","extension":"012"})"));
  CHECK_THAT(text, Catch::Contains(R"("phone":"+12025550199","extension":"34","started_at")"));
  CHECK_THAT(text, Catch::Contains(R"("state":"connected","extension":"56"})"));
  CHECK_THAT(text, Catch::Contains(R"("allowed_actions":["send_extension"])"));
  auto posted = std::make_shared<core::CallbackDetails>(*details());
  posted->extension = "012";
  auto const shown = encode_answer(view, {{kCallback, posted}}).first;
  CHECK_THAT(shown, Catch::Contains(R"({"label":"Phone","value":"+12025550123 ext. 012"})"));
}

TEST_CASE("a ping is answered with the time and the last number") {
  CHECK(encode_result(Ping::Result{at("2027-03-14T09:00:00Z"), 41}) ==
        R"({"at":"2027-03-14T09:00:00.000Z","seq":41})");
}

TEST_CASE("the envelope echoes the id as given") {
  CHECK(envelope("7", "{}", false) == R"({"jsonrpc":"2.0","id":7,"result":{}})");
  CHECK(envelope(R"("a")", encode_error({kMethodNotFound, "Method not found.", {}}), true) ==
        R"({"jsonrpc":"2.0","id":"a","error":{"code":-32601,"message":"Method not found."}})");
}

TEST_CASE("the session is told whole") {
  core::SessionView view;
  view.login = "alice";
  view.channel = {false, "logged_in", false, at("2027-03-14T08:00:00Z")};
  view.offers = {offer()};
  view.interactions = {interaction(), interaction()};
  view.site = site();
  CHECK(
      encode_session(view, {"s-31", 41, true, at("2027-03-14T09:00:00Z")},
                     {{kCallback, details()}}) ==
      std::string{
          R"({"session_id":"s-31","seq":41,"resumed":true,"at":"2027-03-14T09:00:00.000Z",)"
          R"("agent":{"login":"alice","name":"Alice Archer","roles":["agent"]},)"
          R"("channels":[{"channel":"web_callback","state":"not_ready","reason":"logged_in","busy":false,"since":"2027-03-14T08:00:00.000Z"}],)"
          R"("offers":[)"} +
          kOfferJson + R"(],"interactions":[)" + kInteractionJson + "," + kInteractionJson +
          R"(],"consultations":[],"reasons":[{"code":"break","label":"Break"}],)"
          R"("queue_titles":{"sales":"Sales","pla\"in":"pla\"in"},)"
          R"("codes":{"sales":{"required":true,"codes":[{"code":"lost","label":"Lost","codes":[{"code":"price",)"
          R"("label":"Too expensive"}]}]},"pla\"in":{"required":false,"codes":[]}}})");
}

TEST_CASE("notifications carry seq, time and their own params") {
  NotificationStamp const stamp{5, at("2027-03-14T09:00:00.123Z")};
  std::string const head = R"("params":{"seq":5,"at":"2027-03-14T09:00:00.123Z")";
  CHECK(encode_notification(stamp, core::OfferCreated{offer()}, details()) ==
        R"({"jsonrpc":"2.0","method":"offer.created",)" + head + R"(,"offer":)" + kOfferJson +
            "}}");
  CHECK(encode_notification(
            stamp, core::OfferClosed{{{kCallback, 3}, core::OfferOutcome::kRescinded}}, {}) ==
        R"({"jsonrpc":"2.0","method":"offer.closed",)" + head +
            R"(,"offer_id":")" ID R"(-o3","callback_id":")" ID R"(","outcome":"rescinded"}})");
  CHECK(encode_notification(stamp, core::InteractionUpdated{interaction()}, details()) ==
        R"({"jsonrpc":"2.0","method":"interaction.updated",)" + head + R"(,"interaction":)" +
            kInteractionJson + "}}");
  CHECK(encode_notification(
            stamp, core::InteractionClosed{{kCallback, 1}, core::InteractionOutcome::kReleased},
            {}) == R"({"jsonrpc":"2.0","method":"interaction.closed",)" + head +
                       R"(,"interaction_id":")" ID R"(-i1","callback_id":")" ID
                       R"(","outcome":"released"}})");
  CHECK(
      encode_notification(
          stamp, core::AgentStateChanged{{false, "no_answer", false, at("2027-03-14T09:00:00Z")}},
          {}) ==
      R"({"jsonrpc":"2.0","method":"agent.state_changed",)" + head +
          R"(,"channel":"web_callback","state":"not_ready","reason":"no_answer","busy":false,"since":"2027-03-14T09:00:00.000Z"}})");
  CHECK(encode_superseded(stamp) ==
        R"({"jsonrpc":"2.0","method":"session.superseded",)" + head + "}}");
}
