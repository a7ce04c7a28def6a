#include "app/log_setup.hpp"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <string>

#include "base/quoted.hpp"

using callbackd::app::json_escaped;

TEST_CASE("a log line's text is escaped as JSON asks") {
  CHECK(json_escaped("plain text, ünïcode ✓") == "plain text, ünïcode ✓");
  CHECK(json_escaped("a \"b\" \\ c\nd\x01") == "a \\\"b\\\" \\\\ c\\u000ad\\u0001");
}

TEST_CASE("bytes that are not UTF-8 are replaced, so that every line stays JSON") {
  CHECK(json_escaped("a\xff"
                     "b") == "a\\ufffdb");
  CHECK(json_escaped("\xc3") == "\\ufffd");
  CHECK(json_escaped("\xe2\x82") == "\\ufffd\\ufffd");
  CHECK(json_escaped("\xed\xa0\x80") == "\\ufffd\\ufffd\\ufffd");
  CHECK(json_escaped("\xf0\x9f\x98\x80") == "\xf0\x9f\x98\x80");
}

TEST_CASE("a log that nobody reads any more ends nothing") {
  auto const logger = spdlog::default_logger();
  std::array<int, 2> ends{};
  REQUIRE(::pipe(ends.data()) == 0);
  int const standard_error = ::dup(STDERR_FILENO);
  ::dup2(ends[1], STDERR_FILENO);
  ::close(ends[1]);
  ::close(ends[0]);
  callbackd::app::set_up_log({});
  spdlog::info("into nothing");  // SIGPIPE would end the test here
  ::dup2(standard_error, STDERR_FILENO);
  ::close(standard_error);
  spdlog::set_default_logger(logger);
  SUCCEED();
}

TEST_CASE("a JSON log has the event as its message and each field as a member") {
  auto const logger = spdlog::default_logger();
  std::array<int, 2> ends{};
  REQUIRE(::pipe(ends.data()) == 0);
  int const standard_error = ::dup(STDERR_FILENO);
  ::dup2(ends[1], STDERR_FILENO);
  ::close(ends[1]);
  callbackd::app::Config::Log config;
  config.format = callbackd::app::Config::LogFormat::kJson;
  callbackd::app::set_up_log(config);
  spdlog::warn("cell.waiting epoch={} level={} holder={}", 7, "x",
               callbackd::base::quoted("a \"b\" ✓"));
  spdlog::info("ready on \"port\" 8080");
  ::dup2(standard_error, STDERR_FILENO);
  ::close(standard_error);
  spdlog::set_default_logger(logger);
  std::array<char, 1024> bytes{};
  auto const count = ::read(ends[0], bytes.data(), bytes.size());
  ::close(ends[0]);
  REQUIRE(count > 0);
  std::string const text(bytes.data(), static_cast<std::size_t>(count));
  CHECK_THAT(text, Catch::Matchers::Contains(R"("level":"warning","thread":)"));
  CHECK_THAT(text, Catch::Matchers::Contains(
                       R"(,"message":"cell.waiting","epoch":7,"level_":"x","holder":"a \"b\" ✓"})"
                       "\n"));
  CHECK_THAT(text, Catch::Matchers::Contains(R"("message":"ready on \"port\" 8080"})"
                                             "\n"));
}
