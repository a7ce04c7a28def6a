#include "app/log_line.hpp"

#include <rapidcheck.h>

#include <catch2/catch.hpp>

#include "base/quoted.hpp"

using callbackd::app::parse_log_line;

TEST_CASE("an event with fields is taken apart") {
  auto const line =
      parse_log_line(R"(cell.taken epoch=3 holder="a \"b\" \\ c\u000ad" empty="" x=a)");
  CHECK(line.message == "cell.taken");
  REQUIRE(line.fields.size() == 4);
  CHECK(line.fields[0].key == "epoch");
  CHECK(line.fields[0].value == "3");
  CHECK(line.fields[0].number);
  CHECK(line.fields[1].value == "a \"b\" \\ c\nd");
  CHECK_FALSE(line.fields[1].number);
  CHECK(line.fields[2].value.empty());
  CHECK(line.fields[3].value == "a");
  CHECK_FALSE(line.fields[3].number);
}

TEST_CASE("a line of another form is one text") {
  for (auto const* text : {"ready on port 8080", "ends: port=1 cannot be had", "event key=\"a",
                           "event key=\"a\"b", "event  key=1", "event key=", "event key=1 and more",
                           "Event key=1", "", "event k=\"\\n\""}) {
    CAPTURE(text);
    auto const line = parse_log_line(text);
    CHECK(line.message == text);
    CHECK(line.fields.empty());
  }
  CHECK(parse_log_line("draining").message == "draining");
}

TEST_CASE("any quoted text is read back") {
  CHECK(rc::check("quoted values", [](std::string const& value) {
    auto const text = "event key=" + callbackd::base::quoted(value);
    RC_ASSERT(text.find('\n') == std::string::npos);
    auto const line = parse_log_line(text);
    RC_ASSERT(line.fields.size() == 1U);
    RC_ASSERT(line.fields[0].value == value);
  }));
}
