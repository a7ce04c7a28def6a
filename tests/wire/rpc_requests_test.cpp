#include "wire/rpc_requests.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "wire_support.hpp"

using namespace callbackd;
using namespace callbackd::wire;
using callbackd::wire::test::at;
using callbackd::wire::test::kNow;
using callbackd::wire::test::replaced;
using callbackd::wire::test::summary;

namespace {

#define ID "01975b7e-0a4c-7d31-9b52-3c1f6d2e8a10"

DecodedRpc read(std::string const& text) {
  return read_rpc_request(replaced(text), kNow);
}

DecodedRpc call(std::string const& method, std::string const& params) {
  return read("{'jsonrpc':'2.0','id':7,'method':'" + method + "','params':{" + params + "}}");
}

core::CommandBody const& command_of(RpcRequest const& request) {
  return std::get<core::CommandBody>(request.method);
}

std::string errors_of(DecodedRpc const& decoded) {
  if (!decoded.error) return "";
  return std::to_string(decoded.error->code) + ' ' + summary(decoded.error->errors);
}

}  // namespace

TEST_CASE(
    "a text that is no request is refused by the standard codes, with the id that could be read") {
  struct Row {
    std::string text;
    int code;
    std::string id;
  };
  Row const rows[] = {
      {"{", -32700, "null"},
      {"{'id':1,'id':2}", -32700, "null"},
      {"[]", -32600, "null"},
      {"[{'jsonrpc':'2.0','id':1,'method':'session.open'}]", -32600, "null"},
      {"'x'", -32600, "null"},
      {"{}", -32600, "null"},
      {"{'jsonrpc':'2.0','method':'session.open'}", -32600, "null"},
      {"{'jsonrpc':'2.0','id':null,'method':'session.open'}", -32600, "null"},
      {"{'jsonrpc':'2.0','id':1.5,'method':'session.open'}", -32600, "null"},
      {"{'jsonrpc':'2.0','id':{},'method':'session.open'}", -32600, "null"},
      {"{'jsonrpc':'2.0','id':'" + std::string(101, 'x') + "','method':'session.open'}", -32600,
       "null"},
      {"{'jsonrpc':'1.0','id':1,'method':'session.open'}", -32600, "1"},
      {"{'id':1,'method':'session.open'}", -32600, "1"},
      {"{'jsonrpc':'2.0','id':1,'method':7}", -32600, "1"},
      {"{'jsonrpc':'2.0','id':1,'method':'session.open','extra':1}", -32600, "1"},
      {"{'jsonrpc':'2.0','id':'a\\\"b','method':'call.whisper'}", -32601, R"("a\"b")"},
      {"{'jsonrpc':'2.0','id':-3,'method':'session.open','params':[1]}", -32602, "-3"},
  };
  for (auto const& row : rows) {
    INFO(row.text);
    auto const decoded = read(row.text);
    REQUIRE(decoded.error);
    CHECK(decoded.error->code == row.code);
    CHECK(decoded.id_json == row.id);
  }
}

TEST_CASE("an id that is a number comes back as it was written") {
  std::string const thirty(30, '7');
  for (auto const& id : std::vector<std::string>{"1.0", "1e2", "-0", "1E+2", "-0.0", "10e-1", "0",
                                                 "9007199254740993", "-9223372036854775809",
                                                 "18446744073709551616", thirty, "1.50e2"}) {
    for (auto const* form : {"{'jsonrpc':'2.0','id':%,'method':'session.ping'}",
                             "{ 'jsonrpc':'2.0' , 'params':{'id':1} , 'id' : % }",
                             "{'method':'call.whisper','jsonrpc':'2.0','id':%\t}",
                             "{'jsonrpc':'2.0','method':'session.ping','\\u0069d':%}"}) {
      std::string text = form;
      text.replace(text.find('%'), 1, id);
      INFO(text);
      CHECK(read(text).id_json == id);
    }
  }
  std::string const too_long(101, '1');
  for (auto const& id : {std::string{"1.5"}, std::string{"25e-1"}, too_long}) {
    INFO(id);
    auto const decoded = read("{'jsonrpc':'2.0','id':" + id + ",'method':'session.ping'}");
    CHECK(decoded.id_json == "null");
    CHECK(errors_of(decoded) == "-32600 id format");
  }
}

TEST_CASE("a request_id is a text, so that no number of it is changed") {
  for (auto const* id : {"1.0", "1e2", "-0", "1E+2", "777777777777777777777777777777"}) {
    CHECK(errors_of(call("session.close", std::string{"'request_id':"} + id)) ==
          "-32602 request_id type");
    auto const text = call("session.close", std::string{"'request_id':'"} + id + "'");
    REQUIRE_FALSE(text.error);
    CHECK(text.request.request_id == id);
  }
}

TEST_CASE("each broken param is named with its rule") {
  struct Row {
    std::string method;
    std::string params;
    std::string errors;
  };
  std::string const i = "'interaction_id':'" ID "-i1'";
  Row const rows[] = {
      {"session.open", "'token':''", "token too_short"},
      {"session.open", "'resume':{}", "resume.session_id required; resume.last_seq required"},
      {"session.open", "'resume':{'session_id':'s','last_seq':-1,'x':1}",
       "resume.last_seq range; resume.x unknown_field"},
      {"session.open", "'request_id':'r'", "request_id unknown_field"},
      {"session.close", "'x':1", "x unknown_field"},
      {"session.ping", "'request_id':'r'", "request_id unknown_field"},
      {"agent.set_state", "", "channel required; state required"},
      {"agent.set_state", "'channel':'voice','state':'busy','reason':7",
       "channel enum; state enum; reason type"},
      {"offer.accept", "", "offer_id required"},
      {"offer.accept", "'offer_id':7", "offer_id type"},
      {"offer.reject", "'offer_id':'x','reason':'" + std::string(201, 'r') + "'",
       "reason too_long"},
      {"interaction.get", "'request_id':'r'", "interaction_id required; request_id unknown_field"},
      {"interaction.call", i + ",'phone':''", "phone too_short"},
      {"interaction.reschedule", i, "when required"},
      {"interaction.reschedule", i + ",'when':{'not_before':'x'},'keep_agent':1",
       "when.not_before format; keep_agent type"},
      {"interaction.set_disposition", i, "code required"},
      {"interaction.set_note", i, "text required; version required"},
      {"interaction.set_note", i + ",'text':'" + std::string(16385, 'x') + "','version':-1",
       "text too_long; version range"},
      {"interaction.mark_done", i + ",'end_call':'yes'", "end_call type"},
      {"interaction.release", i + ",'reason':''", "reason too_short"},
      {"call.end", i + ",'everyone':null", "everyone type"},
      {"call.hold", i + ",'request_id':'" + std::string(101, 'x') + "'", "request_id too_long"},
      {"call.send_extension", i + ",'party_id':''", "party_id too_short"},
      {"call.send_dtmf", i, "digits required"},
      {"call.send_dtmf", i + ",'digits':'12x'", "digits format"},
      {"call.send_dtmf", i + ",'digits':'" + std::string(33, '1') + "'", "digits too_long"},
      {"call.transfer", i, "target required"},
      {"call.conference", i + ",'target':{'kind':'friend','id':''}",
       "target.kind enum; target.id too_short"},
      {"party.actions", "'request_id':'r'", "interaction_id required; request_id unknown_field"},
  };
  for (auto const& row : rows) {
    INFO(row.method + " " + row.params.substr(0, 100));
    CHECK(errors_of(call(row.method, row.params)) == "-32602 " + row.errors);
  }
}

TEST_CASE("every method becomes its command") {
  std::string const i = "'interaction_id':'" ID "-i2','request_id':'r1'";
  auto const interaction = *base::interaction_id_from_text(ID "-i2");
  auto const get = [](DecodedRpc const& decoded) {
    REQUIRE(errors_of(decoded) == "");
    return decoded.request;
  };

  auto const open =
      get(call("session.open", "'token':'t','resume':{'session_id':'s-1','last_seq':41}"));
  CHECK(std::get<OpenSession>(open.method).token == "t");
  CHECK(std::get<OpenSession>(open.method).resume_session_id == "s-1");
  CHECK(std::get<OpenSession>(open.method).resume_last_seq == 41);
  CHECK(errors_of(read("{'jsonrpc':'2.0','id':1,'method':'session.open'}")) == "");
  CHECK(std::holds_alternative<core::CloseSession>(command_of(get(call("session.close", "")))));
  CHECK(std::holds_alternative<Ping>(get(call("session.ping", "")).method));

  auto const state = get(call("agent.set_state", "'channel':'web_callback','state':'ready'"));
  CHECK(std::get<core::SetAgentState>(command_of(state)).ready);
  auto const pause =
      get(call("agent.set_state", "'channel':'web_callback','state':'not_ready','reason':'break'"));
  CHECK_FALSE(std::get<core::SetAgentState>(command_of(pause)).ready);
  CHECK(std::get<core::SetAgentState>(command_of(pause)).reason == "break");

  auto const accept = get(call("offer.accept", "'offer_id':'" ID "-o3'"));
  CHECK(std::get<core::AcceptOffer>(command_of(accept)).offer ==
        *base::offer_id_from_text(ID "-o3"));
  auto const reject = get(call("offer.reject", "'offer_id':'" ID "-o3','reason':'lunch'"));
  CHECK(std::get<core::RejectOffer>(command_of(reject)).reason == "lunch");

  auto const dial = get(call("interaction.call", i + ",'phone':'0207 1'"));
  CHECK(dial.phone == "0207 1");
  CHECK(dial.request_id == "r1");
  auto const command =
      with_agent(base::AgentId{5}, command_of(dial),
                 core::ClassedNumber{base::PhoneNumber{44}, core::NumberClass::in("GB")});
  CHECK(std::get<core::PlaceCall>(command).agent == base::AgentId{5});
  CHECK(std::get<core::PlaceCall>(command).interaction == interaction);
  CHECK(std::get<core::PlaceCall>(command).phone->number == base::PhoneNumber{44});

  auto const later =
      get(call("interaction.reschedule",
               i + ",'when':{'not_before':'2027-03-14T09:00','time_zone':'Europe/London'},"
                   "'reason':'busy','keep_agent':true"));
  auto const& reschedule = std::get<core::RescheduleInteraction>(command_of(later));
  CHECK(reschedule.window.not_before == at("2027-03-14T09:00:00Z"));
  CHECK(reschedule.requested_time.time_zone == "Europe/London");
  CHECK(reschedule.keep_agent);
  CHECK(reschedule.reason == "busy");

  auto const coded = get(call("interaction.set_disposition", i + ",'code':'sold'"));
  CHECK(std::get<core::SetDisposition>(command_of(coded)).code == "sold");
  auto const note = get(call("interaction.set_note", i + ",'text':'one\\ntwo','version':2"));
  CHECK(std::get<core::SetNote>(command_of(note)).text == "one\ntwo");
  CHECK(std::get<core::SetNote>(command_of(note)).version == 2);
  CHECK(std::get<core::MarkDone>(
            command_of(get(call("interaction.mark_done", i + ",'end_call':true"))))
            .end_call);
  CHECK(
      std::get<core::EndCall>(command_of(get(call("call.end", i + ",'everyone':true")))).everyone);
  CHECK(std::get<core::SendDtmf>(command_of(get(call("call.send_dtmf", i + ",'digits':'12*#A'"))))
            .digits == "12*#A");
  CHECK(std::holds_alternative<core::HoldCall>(command_of(get(call("call.hold", i)))));
  CHECK(std::holds_alternative<core::ResumeCall>(command_of(get(call("call.resume", i)))));
  CHECK(std::holds_alternative<core::ReleaseInteraction>(
      command_of(get(call("interaction.release", i)))));
  CHECK(std::holds_alternative<core::GetInteraction>(
      command_of(get(call("interaction.get", "'interaction_id':'" ID "-i2'")))));
}

TEST_CASE("a target that is a contact is a number to be looked up") {
  auto const target = [](std::string const& kind) {
    return call("call.transfer",
                "'interaction_id':'" ID "-i2','target':{'kind':'" + kind + "','id':'x'}")
        .request;
  };
  auto const contact = target("contact");
  CHECK(contact.contact_id == "x");
  CHECK_FALSE(contact.phone);
  CHECK(contact.phone_field == "target.id");
  auto const command = with_agent({}, command_of(contact),
                                  core::ClassedNumber{{12025550123}, core::NumberClass::in("US")});
  auto const& transfer = std::get<core::TransferCall>(command);
  CHECK(transfer.target.kind == core::CallTarget::Kind::kNumber);
  CHECK(transfer.target.phone->number == base::PhoneNumber{12025550123});
  CHECK(target("number").phone == "x");
  CHECK_FALSE(target("number").contact_id);
}

TEST_CASE("an id of the wrong form is nil, to be answered not_found") {
  auto const decoded = call("offer.accept", "'offer_id':'nonsense'");
  REQUIRE_FALSE(decoded.error);
  CHECK(std::get<core::AcceptOffer>(command_of(decoded.request)).offer.callback.value.is_nil());
}

TEST_CASE("requests of equal meaning have equal hash input, others not") {
  auto const input = [](std::string const& method, std::string const& params) {
    return call(method, params).request.hash_input;
  };
  auto const one = input("call.end", "'interaction_id':'a','everyone':true,'request_id':'1'");
  CHECK(one == input("call.end", "'request_id':'2','everyone':true,'interaction_id':'a'"));
  CHECK(one != input("call.end", "'interaction_id':'b','everyone':true"));
  CHECK(input("call.hold", "'interaction_id':'a'") != input("call.resume", "'interaction_id':'a'"));
}
