#include "lab/rpc_text.hpp"

#include <catch2/catch.hpp>

using namespace callbackd::lab;

TEST_CASE("an answer is known by its id, in any order of its members") {
  for (auto const* text : {R"({"jsonrpc":"2.0","id":7,"result":{"id":9,"error":1}})",
                           R"({ "result" : {"a":[1,{"id":"x}"}]} , "id" : 7 })"}) {
    auto const message = read_rpc_message(text);
    CHECK(message.kind == RpcMessage::Kind::kAnswer);
    CHECK(message.id == 7);
  }
  auto const error = read_rpc_message(R"({"jsonrpc":"2.0","id":8,"error":{"code":-32000}})");
  CHECK(error.kind == RpcMessage::Kind::kError);
  CHECK(error.id == 8);
  CHECK(read_rpc_message(R"({"id":null,"error":{"code":-32700}})").kind ==
        RpcMessage::Kind::kError);
}

TEST_CASE("a notification is known by its method, not by what its params say") {
  auto const message = read_rpc_message(
      R"({"jsonrpc":"2.0","method":"offer.created","params":{"method":"x","id":3}})");
  CHECK(message.kind == RpcMessage::Kind::kNotification);
  CHECK(message.method == "offer.created");
}

TEST_CASE("a text that is no message is bad") {
  for (auto const* text : {"", "[]", "{", R"({"id")", R"({"id":)", R"({"jsonrpc":"2.0"})",
                           R"({"a":"never ends)", R"({"a":{"b":1)"}) {
    CHECK(read_rpc_message(text).kind == RpcMessage::Kind::kBad);
  }
}

TEST_CASE("a member is found at any depth, and never within a text") {
  auto const* text =
      R"({"params":{"note":"\"offer_id\":\"no\"","my_offer_id":"no","offer":{"offer_id":"yes"}}})";
  CHECK(text_member(text, "offer_id") == "yes");
  CHECK(text_member(text, "missing").empty());
  CHECK(text_member(R"({"id":7})", "id").empty());
}
