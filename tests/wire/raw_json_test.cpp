#include "wire/raw_json.hpp"

#include <catch2/catch.hpp>

#include "wire/strict_json.hpp"

namespace callbackd::wire {
namespace {

constexpr std::string_view kText = R"( { "a" : [ 1 , {"b":"x]}\"" } ],
  "\u0062": -9223372036854775809, "":{"c.d": 1 ,"c":{"d": 2.5e-400}}, "e":true,"n":null,
  "s":"line\u000a \u20ac","q":"\\" } )";

TEST_CASE("members are found as they are written") {
  REQUIRE(parse_strict(kText).has_value());
  CHECK(find_raw(kText, "a") == R"([ 1 , {"b":"x]}\"" } ])");
  CHECK(find_raw(kText, "b") == "-9223372036854775809");
  CHECK(find_raw(kText, ".c.d") == "2.5e-400");
  CHECK(find_raw(kText, "q") == R"("\\")");
  CHECK_FALSE(find_raw(kText, "c"));
  CHECK_FALSE(find_raw(kText, "b.c"));
  CHECK_FALSE(find_raw("[1]", "a"));
  CHECK_FALSE(find_raw("", "a"));
  CHECK(raw_members(kText).size() == 7);
  CHECK(raw_members(kText)[1].key == "b");
  CHECK(raw_members("{}").empty());
}

TEST_CASE("compact JSON has no white space and keeps its numbers") {
  CHECK(compact_json(kText) ==
        R"({"a":[1,{"b":"x]}\""}],"b":-9223372036854775809,"":{"c.d":1,"c":{"d":2.5e-400}},)"
        R"("e":true,"n":null,"s":"line\n €","q":"\\"})");
  CHECK(compact_json(" 1E5 ") == "1E5");
}

TEST_CASE("people see texts as they are, and numbers as they are written") {
  struct Row {
    std::string_view value;
    std::string_view shown;
    std::string_view routed;
  };
  Row const rows[] = {{R"("a\"b")", "a\"b", "a\"b"},
                      {"null", "", "(none)"},
                      {"true", "true", "true"},
                      {"[1, 2.50]", "[1,2.50]", "(none)"},
                      {"123456789012345678901234567890", "123456789012345678901234567890",
                       "123456789012345678901234567890"},
                      {"-9223372036854775809", "-9223372036854775809", "-9223372036854775809"},
                      {"1.50", "1.50", "1.5"},
                      {"3.0", "3.0", "3"},
                      {"1e2", "1e2", "100"}};
  for (auto const& row : rows) {
    CHECK(raw_plain_text(row.value) == row.shown);
    CHECK(routing_text(row.value).value_or("(none)") == row.routed);
  }
}

}  // namespace
}  // namespace callbackd::wire
