// Tests texts with the escape U+0000. The escape is well-formed JSON, but PostgreSQL cannot store
// it. So the answer names the field with this text as wrong.
#include <catch2/catch.hpp>

#include "wire/definition_json.hpp"
#include "wire/http_requests.hpp"
#include "wire/rpc_requests.hpp"
#include "wire_support.hpp"

using namespace callbackd;
using namespace callbackd::wire;
using callbackd::wire::test::replaced;

namespace {

base::Instant const kNow{std::chrono::hours{500'000}};

std::string fields_of(FieldErrors const& errors) {
  std::string text;
  for (auto const& error : errors) text += error.field + ":" + error.rule + " ";
  return text;
}

}  // namespace

TEST_CASE("U+0000 in a body is a rule of its field, told once") {
  struct Row {
    std::string text;
    std::string fields;
  };
  std::string const start = "{'queue':'calm','contact':{'phone':'+442079460123'";
  Row const rows[] = {
      {start + ",'name':'a\\u0000b'}}", "contact.name:format "},
      {start + "},'attributes':{'a':'\\u0000'}}", "attributes.a:format "},
      {start + "},'attributes':{'a':{'b':['x','\\u0000']}}}", "attributes.a.b:format "},
      {start + "},'attributes':{'a\\u0000':1}}", "attributes:format "},
      {start + "},'attributes':{'a':'\\u0000','b':'\\u0000'}}",
       "attributes.a:format attributes.b:format "},
  };
  for (auto const& row : rows) {
    INFO(row.text);
    auto const decoded = read_post_callback(replaced(row.text), {kNow, nullptr});
    CHECK(decoded.malformed.empty());
    CHECK(fields_of(decoded.errors) == row.fields);
  }
  auto const patch = read_patch_callback(replaced("{'attributes':{'a':'\\u0000'}}"), kNow);
  CHECK(fields_of(patch.errors) == "attributes.a:format ");
  auto const login = read_post_session(replaced("{'login':'a\\u0000','password':'b\\u0000'}"));
  CHECK(fields_of(login.errors) == "login:format password:format ");
  auto const definition = read_definition(replaced("{'company':{'name':'a\\u0000'}}"));
  CHECK(fields_of(definition.errors) == "company.name:format ");
}

TEST_CASE("U+0000 in a message is -32602 with the request's id") {
  auto const note = read_rpc_request(
      replaced("{'jsonrpc':'2.0','id':'n7','method':'interaction.set_note','params':"
               "{'interaction_id':'i','text':'a\\u0000b','version':0}}"),
      kNow);
  CHECK(note.id_json == "\"n7\"");
  REQUIRE(note.error);
  CHECK(note.error->code == kInvalidParams);
  CHECK(fields_of(note.error->errors) == "text:format ");
  auto const key = read_rpc_request(
      replaced("{'jsonrpc':'2.0','id':8,'method':'session.close','params':{'a\\u0000':1}}"), kNow);
  CHECK(key.id_json == "8");
  REQUIRE(key.error);
  CHECK(key.error->code == kInvalidParams);
}

TEST_CASE("a patch is measured together with what is there") {
  auto const stored = R"({"a":")" + std::string(8'000, 'x') + R"(","b":1})";
  CHECK(attributes_fit(stored, R"({"c":")" + std::string(150, 'y') + R"("})"));
  CHECK_FALSE(attributes_fit(stored, R"({"c":")" + std::string(200, 'y') + R"("})"));
  CHECK(attributes_fit(stored, R"({"a":null,"c":")" + std::string(200, 'y') + R"("})"));
  CHECK(attributes_fit(stored, R"({"a":")" + std::string(8'100, 'z') + R"("})"));
  CHECK(attributes_fit("{}", "{}"));
}
