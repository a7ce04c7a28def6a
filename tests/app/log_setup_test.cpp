#include "app/log_setup.hpp"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <memory>
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

namespace {

// While a Captured lives, standard error goes into a pipe, so that a test can read it. Its
// destructor restores standard error and the test's own logger.
class Captured {
 public:
  Captured() {
    REQUIRE(::pipe(ends_.data()) == 0);
    ::dup2(ends_[1], STDERR_FILENO);
    ::close(ends_[1]);
  }
  ~Captured() {
    ::dup2(standard_error_, STDERR_FILENO);
    ::close(standard_error_);
    spdlog::set_default_logger(logger_);
    if (reads_) ::close(ends_[0]);
  }
  Captured(Captured const&) = delete;
  Captured& operator=(Captured const&) = delete;

  void stop_reading() {
    ::close(ends_[0]);
    reads_ = false;
  }
  std::string text() {
    std::array<char, 1024> bytes{};
    auto const count = ::read(ends_[0], bytes.data(), bytes.size());
    return {bytes.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0))};
  }

 private:
  std::shared_ptr<spdlog::logger> logger_ = spdlog::default_logger();
  std::array<int, 2> ends_{};
  int standard_error_ = ::dup(STDERR_FILENO);
  bool reads_ = true;
};

}  // namespace

TEST_CASE("a log that nobody reads any more ends nothing") {
  Captured captured;
  captured.stop_reading();
  callbackd::app::set_up_log({});
  spdlog::info("into nothing");  // SIGPIPE would end the test here
  SUCCEED();
}

TEST_CASE("a JSON log has the event as its message and each field as a member") {
  std::string text;
  {
    Captured captured;
    callbackd::app::Config::Log config;
    config.format = callbackd::app::LogFormat::kJson;
    callbackd::app::set_up_log(config);
    spdlog::warn("cell.waiting epoch={} level={} holder={}", 7, "x",
                 callbackd::base::quoted("a \"b\" ✓"));
    spdlog::info("ready on \"port\" 8080");
    text = captured.text();
  }
  CHECK_THAT(text, Catch::Matchers::Contains(R"("level":"warning","thread":)"));
  CHECK_THAT(text, Catch::Matchers::Contains(
                       R"(,"message":"cell.waiting","epoch":7,"level_":"x","holder":"a \"b\" ✓"})"
                       "\n"));
  CHECK_THAT(text, Catch::Matchers::Contains(R"("message":"ready on \"port\" 8080"})"
                                             "\n"));
}
