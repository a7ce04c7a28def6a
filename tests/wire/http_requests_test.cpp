#include "wire/http_requests.hpp"

#include <catch2/catch.hpp>

#include "wire/definition_json.hpp"
#include "wire_support.hpp"

using namespace callbackd;
using namespace callbackd::wire;
using callbackd::wire::test::at;
using callbackd::wire::test::kNow;
using callbackd::wire::test::replaced;
using callbackd::wire::test::summary;

namespace {

Decoded<PostCallbackRequest> post(std::string const& body) {
  static std::vector<std::string> const mentioned{"attributes.customer.tier", "attributes.topic",
                                                  "attributes.urgent", "contact.locale"};
  return read_post_callback(replaced(body), {kNow, &mentioned});
}

std::string post_errors(std::string const& body) {
  return summary(post(body).errors);
}

std::string with(std::string const& more) {
  return "{'queue':'sales','contact':{'phone':'+12025550123'}," + more + "}";
}

std::string nested(std::size_t depth) {
  std::string text = "1";
  for (std::size_t i = 0; i < depth; ++i) text = "{'a':" + text + "}";
  return text;
}

}  // namespace

TEST_CASE("a full request is read as posted") {
  auto const read = post(
      "{'queue':'sales','contact':{'name':'Ada Lovelace','phone':'+1 202 555 "
      "0123','email':'ada@example.org',"
      "'locale':'en-GB'},'when':{'not_before':'2027-03-14T09:00','not_after':'2027-03-14T12:00',"
      "'time_zone':'America/"
      "New_York'},'attributes':{'topic':'billing','urgent':true,'customer':{'tier':2.0}},"
      "'priority':-5}");
  REQUIRE(read.ok());
  auto const& request = read.value;
  CHECK(request.queue == "sales");
  CHECK(request.routing_point.empty());
  CHECK(request.details.name == "Ada Lovelace");
  CHECK(request.phone == "+1 202 555 0123");
  CHECK(request.details.email == "ada@example.org");
  CHECK(request.details.locale == "en-GB");
  CHECK(request.window.not_before == at("2027-03-14T13:00:00Z"));
  CHECK(request.window.not_after == at("2027-03-14T16:00:00Z"));
  CHECK(request.details.when.not_before_local == "2027-03-14T09:00");
  CHECK(request.details.when.not_after_local == "2027-03-14T12:00");
  CHECK(request.details.when.time_zone == "America/New_York");
  CHECK(request.details.when.not_before == request.window.not_before);
  CHECK(request.details.when.not_after == request.window.not_after);
  CHECK(request.details.attributes_json ==
        R"({"topic":"billing","urgent":true,"customer":{"tier":2.0}})");
  CHECK(request.priority == -5);
  std::vector<std::pair<std::string, std::string>> const values{{"attributes.customer.tier", "2"},
                                                                {"attributes.topic", "billing"},
                                                                {"attributes.urgent", "true"},
                                                                {"contact.locale", "en-GB"}};
  CHECK(request.routing_values == values);
}

TEST_CASE("the least request is as soon as possible") {
  auto const read = post("{'routing_point':'web','contact':{'phone':'1'}}");
  REQUIRE(read.ok());
  CHECK(read.value.routing_point == "web");
  CHECK_FALSE(read.value.window.not_before);
  CHECK_FALSE(read.value.priority);
  CHECK(read.value.details.attributes_json == "{}");
  CHECK(read.value.routing_values.empty());
}

TEST_CASE("each broken field of a new callback is named with its rule") {
  struct Row {
    std::string body;
    std::string errors;
  };
  Row const rows[] = {
      {"[]", " type"},
      {"'x'", " type"},
      {"{}", "queue required; contact required"},
      {"{'queue':'a','routing_point':'b','contact':{'phone':'1'}}", "routing_point exclusive"},
      {"{'queue':7,'contact':[]}", "queue type; contact type"},
      {"{'queue':'','contact':{}}", "queue too_short; contact.phone required"},
      {"{'queue':null,'contact':{'phone':null}}", "queue type; contact.phone type"},
      {with("'colour':'red','x':1"), "colour unknown_field; x unknown_field"},
      {"{'queue':'a','contact':{'phone':'','name':'" + std::string(201, 'n') + "','fax':'1'}}",
       "contact.name too_long; contact.phone too_short; contact.fax unknown_field"},
      {"{'queue':'a','contact':{'phone':'" + std::string(51, '1') + "','name':'a\\nb'}}",
       "contact.name format; contact.phone too_long"},
      {"{'queue':'a','contact':{'phone':'1','email':'ada','locale':'en_GB'}}",
       "contact.email format; contact.locale format"},
      {"{'queue':'a','contact':{'phone':'1','email':'a@b@c','locale':'x'}}",
       "contact.email format; contact.locale format"},
      {"{'queue':'a','contact':{'phone':'1','email':'a b@c','locale':'en-'}}",
       "contact.email format; contact.locale format"},
      {"{'queue':'a','contact':{'phone':'1','email':'a@b\\r\\nBcc: x@y'}}", "contact.email format"},
      {"{'queue':'a','contact':{'phone':'1','email':'" + std::string(250, 'a') + "@b.cd'}}",
       "contact.email too_long"},
      {with("'priority':101"), "priority range"},
      {with("'priority':-101"), "priority range"},
      {with("'priority':1.5"), "priority type"},
      {with("'priority':'1'"), "priority type"},
      {with("'priority':18446744073709551615"), "priority range"},
      {with("'priority':1e30"), "priority type"},
      {with("'attributes':[]"), "attributes type"},
      {with("'attributes':{'a':{'b':[1,1e400]}}"), "attributes.a.b range"},
      {with("'attributes':{'a':-1" + std::string(400, '0') + "}"), "attributes.a range"},
      {with("'attributes':" + nested(9)), "attributes too_deep"},
      {with("'attributes':" + nested(100)), "attributes too_deep"},
      {with("'attributes':{'a':'" + std::string(8192, 'x') + "'}"), "attributes too_large"},
      {with("'when':'now'"), "when type"},
      {with("'when':{}"), "when.not_before required"},
  };
  for (auto const& row : rows) {
    INFO(row.body.substr(0, 120));
    auto const read = post(row.body);
    CHECK(read.malformed.empty());
    CHECK_FALSE(read.ok());
    CHECK(summary(read.errors) == row.errors);
  }
}

TEST_CASE("the largest allowed values pass") {
  CHECK(post_errors(with("'attributes':" + nested(8))) == "");
  CHECK(post_errors(with("'attributes':{'a':'" + std::string(8192 - 8, 'x') + "'}")) == "");
  CHECK(post_errors(with("'priority':100.0")) == "");
  std::string name;
  for (int i = 0; i < 200; ++i) name += "é";
  CHECK(post_errors("{'queue':'a','contact':{'phone':'1','name':'" + name + "'}}") == "");
}

TEST_CASE("malformed JSON is told apart from broken fields") {
  CHECK_FALSE(post("{'queue':'a','queue':'b'}").malformed.empty());
  CHECK_FALSE(post("{'queue':'a").malformed.empty());
  CHECK_FALSE(post(std::string(100, '[')).malformed.empty());
}

TEST_CASE("each broken time is named with its rule") {
  struct Row {
    std::string when;
    std::string errors;
  };
  Row const rows[] = {
      {"'not_before':'tomorrow'", "when.not_before format"},
      {"'not_before':'2027-03-14'", "when.not_before format"},
      {"'not_before':'2027-02-30T09:00','time_zone':'UTC'", "when.not_before format"},
      {"'not_before':'2027-03-14T24:00','time_zone':'UTC'", "when.not_before format"},
      {"'not_before':'2027-03-14 09:00','time_zone':'UTC'", "when.not_before format"},
      {"'not_before':'2027-03-14T09:00:00.','time_zone':'UTC'", "when.not_before format"},
      {"'not_before':'2027-03-14T09:00+99:00'", "when.not_before format"},
      {"'not_before':1789", "when.not_before type"},
      {"'not_before':'2027-03-14T09:00'", "when.time_zone required"},
      {"'not_before':'2027-03-14T09:00Z','not_after':'2027-03-14T12:00'",
       "when.time_zone required"},
      {"'not_before':'2027-03-14T09:00','time_zone':'Mars/Base'", "when.time_zone unknown"},
      {"'not_before':'2027-03-14T09:00','time_zone':'../etc/passwd'", "when.time_zone unknown"},
      {"'not_before':'2027-03-14T09:00Z','time_zone':'Mars/Base'", "when.time_zone unknown"},
      {"'not_before':'2027-03-14T09:00','time_zone':''", "when.time_zone too_short"},
      {"'not_before':'2027-03-14T09:00Z','not_after':'2027-03-14T09:00Z'", "when.not_after range"},
      {"'not_before':'2027-02-01T09:00Z','not_after':'2027-02-02T09:00Z'",
       "when.not_after in_past"},
      {"'not_before':'2027-02-01T09:00Z'", "when.not_before in_past"},
      {"'not_before':'2027-02-01T09:00Z','not_after':'2027-06-01T09:00Z'",
       "when.not_before in_past"},
      {"'not_before':'0000-01-01T00:00','not_after':'2027-06-01T00:00','time_zone':'UTC'",
       "when.not_before range"},
      {"'not_before':'1969-12-31T23:59:59Z'", "when.not_before range"},
      {"'not_before':'2101-01-01T00:00','time_zone':'Asia/Tokyo'", "when.not_before range"},
      {"'not_before':'2027-03-14T09:00Z','not_after':'9999-12-31T23:59Z'", "when.not_after range"},
      {"'not_before':'2027-03-14T09:00Z','at':'x'", "when.at unknown_field"},
  };
  for (auto const& row : rows) {
    INFO(row.when);
    CHECK(post_errors(with("'when':{" + row.when + "}")) == row.errors);
  }
}

TEST_CASE("times mean the instants that the zone's clocks and offsets say") {
  struct Row {
    std::string when;
    char const* instant;
  };
  Row const rows[] = {
      {"'not_before':'2027-03-14T09:00:30Z'", "2027-03-14T09:00:30Z"},
      {"'not_before':'2027-03-14T09:00-04:00'", "2027-03-14T13:00:00Z"},
      {"'not_before':'2027-03-14T09:00:00.25+01:00','time_zone':'America/New_York'",
       "2027-03-14T08:00:00.25Z"},
      {"'not_before':'2027-03-14T09:00:00.25','time_zone':'UTC'", "2027-03-14T09:00:00Z"},
      // a wall time that daylight saving skips means the next valid instant
      {"'not_before':'2027-03-14T02:30','time_zone':'America/New_York'", "2027-03-14T07:00:00Z"},
      // a wall time that occurs twice means the earlier instant, unless an offset names the later
      // one
      {"'not_before':'2027-11-07T01:30','time_zone':'America/New_York'", "2027-11-07T05:30:00Z"},
      {"'not_before':'2027-11-07T01:30-05:00','time_zone':'America/New_York'",
       "2027-11-07T06:30:00Z"},
      // a time just past is accepted, because the client's clock may be a little behind
      {"'not_before':'2027-03-01T11:59Z'", "2027-03-01T11:59:00Z"},
  };
  for (auto const& row : rows) {
    INFO(row.when);
    auto const read = post(with("'when':{" + row.when + "}"));
    CHECK(summary(read.errors) == "");
    CHECK(read.value.window.not_before == at(row.instant));
  }
}

TEST_CASE("a change needs at least one field and keeps what it names") {
  CHECK(summary(read_patch_callback("{}", kNow).errors) == " required");
  CHECK(summary(read_patch_callback(R"({"state":"done"})", kNow).errors) == "state unknown_field");
  CHECK(summary(read_patch_callback(R"({"phone":7,"priority":1000,"queue":""})", kNow).errors) ==
        "phone type; priority range; queue too_short");
  auto const read = read_patch_callback(
      R"({"when":{"not_before":"2027-03-15T13:00:00Z"},"attributes":{"topic":"x","page":null},"priority":3})",
      kNow);
  REQUIRE(read.ok());
  CHECK(read.value.window->not_before == at("2027-03-15T13:00:00Z"));
  CHECK(read.value.requested_time->not_before_local == "2027-03-15T13:00:00Z");
  CHECK(read.value.attributes_patch_json == R"({"topic":"x","page":null})");
  CHECK(read.value.priority == 3);
  CHECK_FALSE(read.value.phone);
  CHECK_FALSE(read.value.queue);
}

TEST_CASE("a session request needs both words") {
  CHECK(summary(read_post_session("{}").errors) == "login required; password required");
  CHECK(summary(read_post_session(R"({"login":"","password":1})").errors) ==
        "login too_short; password type");
  auto const read = read_post_session(R"({"login":"alice","password":"p\tw"})");
  REQUIRE(read.ok());
  CHECK(read.value.login == "alice");
  CHECK(read.value.password.view() == "p\tw");
}

TEST_CASE("a site definition goes through the generic tree and back") {
  std::string const text =
      R"({"company":{"name":"Ex \"ample\""},"queues":[{"name":"sales","max_offers":3,"ratio":0.5,"on":true}],"none":[]})";
  auto const read = read_definition(text);
  REQUIRE(read.ok());
  CHECK(write_definition(read.value) == text);
  CHECK(summary(read_definition("[]").errors) == " type");
  CHECK_FALSE(read_definition("{").malformed.empty());
}

TEST_CASE("the attributes that a patch changes are those that would be written otherwise") {
  std::string const stored = R"({"a":1.0,"b":"x","c":{"d":[1, 2]},"e":null})";
  using Names = std::vector<std::string>;
  CHECK(attributes_changed(stored, "{}").empty());
  CHECK(attributes_changed(stored, R"({"a": 1.0, "b": "\u0078", "c": {"d":[1,2]}})").empty());
  CHECK(attributes_changed(stored, R"({"a":1})") == Names{"a"});
  CHECK(attributes_changed(stored, R"({"b":null,"e":null,"f":null,"g":""})") == Names{"b", "g"});
  CHECK(attributes_changed(stored, R"({"c":{"d":[2,1]}})") == Names{"c.d"});
  CHECK(attributes_changed(stored, R"({"c":{"d":[1,2],"e":1}})") == Names{"c.e"});
  CHECK(attributes_changed(stored, R"({"c":{"e":{"f":1}}})") == Names{"c.d", "c.e"});
  CHECK(attributes_changed(stored, R"({"c":{}})") == Names{"c.d"});
  CHECK(attributes_changed(stored, R"({"c":[1]})") == Names{"c"});
  CHECK(attributes_changed(R"({"n":30000000000000000000001})",
                           R"({"n":30000000000000000000002})") == Names{"n"});
}
