#include <rapidcheck.h>
#include <catch2/catch.hpp>

#include <boost/json/string.hpp>

#include "wire/json_text.hpp"
#include "wire/json_writer.hpp"
#include "wire/strict_json.hpp"
#include "wire_support.hpp"

using namespace callbackd::wire;
using callbackd::wire::test::replaced;

TEST_CASE("hostile JSON is refused with its place") {
  struct Row {
    std::string text;
    std::string part_of_message;
  };
  Row const rows[] = {
      {"", "ends too early"},
      {"{'a':1", "ends too early"},
      {"{} x", "more text"},
      {"{}{}", "more text"},
      {"{'a':1,'a':2}", "the key a is given twice"},
      {"{'a':{'b':1,'c':2,'b':3}}", "in a: the key b is given twice"},
      {"{'a':1,'\\u0061':2}", "the key a is given twice"},
      {"{'a':'x\\u0000y'}", "in a: U+0000"},
      {"{'a\\u0000':1}", "U+0000"},
      {"{'a':1e999}", "too large"},
      {"{'a':-1e999}", "too large"},
      {"{'a':NaN}", "not JSON"},
      {"{'a':01}", "not JSON"},
      {"{'a':1,}", "not JSON"},
      {"{a:1}", "not JSON"},
      {"/* x */ {}", "not JSON"},
      {"\xEF\xBB\xBF{}", "not JSON"},
      {"{'a':'\xFF'}", "not JSON"},
      {"{'a':'\xC0\xAF'}", "not JSON"},
      {"{'a':'\xED\xA0\x80'}", "not JSON"},
      {"{'a':'\\ud800'}", "not JSON"},
      {"{'a':'\\ud800\\u0041'}", "surrogate"},
      {"{'a':'tab\there'}", "not JSON"},
      {std::string(40, '['), "nested too deeply"},
      {std::string(60000, '['), "nested too deeply"},
  };
  for (auto const& row : rows) {
    INFO(row.text.substr(0, 80));
    auto const parsed = parse_strict(replaced(row.text));
    REQUIRE_FALSE(parsed.has_value());
    CHECK_THAT(parsed.error().to_text(), Catch::Contains(row.part_of_message));
  }
}

TEST_CASE("an error names the byte and the path") {
  auto const parsed = parse_strict(R"({"contact":{"phone": x}})");
  REQUIRE_FALSE(parsed.has_value());
  CHECK(parsed.error().path == "contact.phone");
  CHECK(parsed.error().offset == 21);
}

TEST_CASE("the same key in different objects is no duplicate") {
  CHECK(parse_strict(R"({"a":{"a":1},"b":[{"a":1},{"a":2}]})").has_value());
}

TEST_CASE("a long key is cut between characters in messages") {
  std::string key;
  for (int i = 0; i < 60; ++i) key += "é";
  auto const parsed = parse_strict("{\"" + key + "\":1,\"" + key + "\":2}");
  REQUIRE_FALSE(parsed.has_value());
  CHECK(parsed.error().message.size() < 160);
  CHECK(parse_strict("\"" + parsed.error().message + "\"").has_value());
}

TEST_CASE("numbers keep a short and plain text") {
  struct Row {
    char const* given;
    char const* written;
  };
  Row const rows[] = {{"1.50", "1.5"},     {"1e5", "100000"},
                      {"0.1", "0.1"},      {"-0.0", "0"},
                      {"1e300", "1e+300"}, {"18446744073709551615", "18446744073709551615"},
                      {"-7", "-7"},        {"3.0", "3"}};
  for (auto const& row : rows) {
    CHECK(json_text(*parse_strict(row.given)) == row.written);
  }
}

TEST_CASE("sorted texts of equal meaning are equal") {
  auto const one = parse_strict(R"({"b":[{"y":1,"x":2}],"a":null})");
  auto const two = parse_strict(R"( { "a":null, "b":[ {"x":2,"y":1} ] } )");
  CHECK(json_text(*one, KeyOrder::kSorted) == json_text(*two, KeyOrder::kSorted));
  CHECK(json_text(*one) == R"({"b":[{"y":1,"x":2}],"a":null})");
}

TEST_CASE("any text survives quoting and parsing") {
  CHECK(rc::check("quote then parse gives the text", [] {
    auto const points = *rc::gen::container<std::vector<std::uint32_t>>(
        rc::gen::element<std::uint32_t>(1, 8, 9, 10, 13, 31, 32, '"', '\\', '/', 127, 0x80, 0x7FF,
                                        0x800, 0x2028, 0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x10FFFF));
    std::string text;
    for (std::uint32_t const p : points) {
      auto const put = [&](std::uint32_t byte) { text += static_cast<char>(byte); };
      if (p < 0x80) {
        put(p);
      } else if (p < 0x800) {
        put(0xC0 | (p >> 6)), put(0x80 | (p & 63));
      } else if (p < 0x10000) {
        put(0xE0 | (p >> 12)), put(0x80 | ((p >> 6) & 63)), put(0x80 | (p & 63));
      } else {
        put(0xF0 | (p >> 18)), put(0x80 | ((p >> 12) & 63)), put(0x80 | ((p >> 6) & 63)),
            put(0x80 | (p & 63));
      }
    }
    std::string quoted;
    append_quoted(quoted, text);
    auto const parsed = parse_strict(quoted);
    RC_ASSERT(static_cast<bool>(parsed));
    auto const& back = parsed->get_string();
    RC_ASSERT(std::string(back.data(), back.size()) == text);
  }));
}

TEST_CASE("any double survives being written and parsed") {
  CHECK(rc::check("write then parse gives the number", [](double number) {
    std::string text;
    append_number(text, number);
    auto const parsed = parse_strict(text);
    RC_ASSERT(static_cast<bool>(parsed));
    auto const back = parsed->to_number<double>();
    RC_ASSERT(back == Approx(number));
  }));
}

TEST_CASE("the parser and the field texts never fail on arbitrary bytes") {
  CHECK(rc::check("parse_strict answers", [](std::string const& bytes) {
    auto const parsed = parse_strict(bytes);
    if (!parsed) RC_ASSERT(!parsed.error().to_text().empty());
  }));
}
