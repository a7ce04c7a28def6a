#include "wire/canonical_json.hpp"

#include <catch2/catch.hpp>
#include <string>

using callbackd::wire::canonical_json;

TEST_CASE("one text for all ways to write the same JSON") {
  auto const text = canonical_json(R"({"b":[1,2,{"y":null,"x":true}],"a":"é/\"","":{}})");
  REQUIRE(text);
  CHECK(text == R"({"":{},"a":"é/\"","b":[1,2,{"x":true,"y":null}]})");
  CHECK(canonical_json(R"(
    { "" : { } , "\u0061" : "\u00e9\/\u0022",
      "b" : [ 1 , 2 , { "x" : true, "y" : null } ] } )") == text);
  CHECK(canonical_json(*text) == text);
  CHECK(canonical_json("[[],\"\",{}]") == "[[],\"\",{}]");
}

TEST_CASE("numbers stay as they were written") {
  CHECK(canonical_json(" [1.0, 1, 1e3, -0, 123456789012345678901234567890, 2.5e-400] ") ==
        "[1.0,1,1e3,-0,123456789012345678901234567890,2.5e-400]");
}

TEST_CASE("the order of an array counts") {
  CHECK(canonical_json("[1,2]") != canonical_json("[2,1]"));
}

TEST_CASE("a pair of surrogates is the character that it means") {
  CHECK(canonical_json(R"("\ud83d\ude00")") == canonical_json("\"😀\""));
}

TEST_CASE("a text that is no JSON, or too deep, has no canonical text") {
  for (auto const* text : {"", "{", "{} {}", "{'a':1}", "[1,]", "\"\\ud83d\""}) {
    CHECK_FALSE(canonical_json(text));
  }
  CHECK(canonical_json(std::string(32, '[') + std::string(32, ']')));
  CHECK_FALSE(canonical_json(std::string(33, '[') + std::string(33, ']')));
}
