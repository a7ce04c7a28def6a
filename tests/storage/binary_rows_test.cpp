#include "storage/binary_rows.hpp"

#include <catch2/catch.hpp>

#include "storage/json_text.hpp"

using namespace callbackd;
using namespace callbackd::storage;

TEST_CASE("an empty array has no dimensions") {
  BinaryRows const rows{TypeOid{77}, 0};
  CHECK(rows.bytes() == std::string("\0\0\0\0\0\0\0\0\0\0\0\x4d", 12));
}

TEST_CASE("a row says its length, its columns and each one's type") {
  BinaryRows rows{TypeOid{77}, 1};
  rows.begin();
  rows.field("a", std::string_view{"x"});
  rows.field("b", OrNull{""});
  rows.end();
  auto const head = std::string("\0\0\0\1\0\0\0\0\0\0\0\x4d\0\0\0\1\0\0\0\1", 20);
  auto const row =
      std::string("\0\0\0\x15\0\0\0\2\0\0\0\x19\0\0\0\1x\0\0\0\x19\xff\xff\xff\xff", 25);
  CHECK(rows.bytes() == head + row);
}

TEST_CASE("instants survive as text with microseconds") {
  base::Instant const at{base::Duration{1'800'000'000'000'007}};
  CHECK(database_text(at) == "2027-01-15T08:00:00.000007Z");
  CHECK(instant_from_database("2027-01-15 08:00:00.000007+00") == at);
  CHECK(instant_from_database("2027-01-15 08:00:00.5+00") ==
        base::Instant{base::Duration{1'800'000'000'500'000}});
  CHECK(instant_from_database("1970-01-01 00:00:00+00") == base::Instant{});
  CHECK(instant_from_database(database_text(base::kNever)) == base::kNever);
  CHECK_THROWS(instant_from_database("2027-01-15 08:00:00+01"));
}

TEST_CASE("skills are one text and come back from it") {
  std::vector<std::pair<std::string, int>> const skills{{"tier 2", 5}, {"a:b", 10}, {"c", 1}};
  CHECK(skills_text(skills) == "tier 2:5 a:b:10 c:1");
  CHECK(skills_from_text(skills_text(skills)) == skills);
  CHECK(skills_from_text("").empty());
  CHECK_THROWS(skills_from_text("nothing"));
}

TEST_CASE("JSON text escapes what it must") {
  std::string out;
  append_json_string(out, "a\"b\\c\n\x01ü");
  CHECK(out == "\"a\\\"b\\\\c\\u000a\\u0001ü\"");
}
