#include <boost/asio/error.hpp>
#include <catch2/catch.hpp>
#include <string>

#include "edge/net/answer.hpp"
#include "edge/net/chunked.hpp"
#include "edge/net/http_message.hpp"
#include "edge/net/target.hpp"
#include "edge/net/utf8.hpp"

namespace callbackd::edge {
namespace {

struct Outcome {
  unsigned status = 0;  // 200: the body is complete; 0: more bytes are needed
  std::string body = {};
  std::size_t used = 0;
};

// Feeds the text to a decoder as a connection does: each time `step` more bytes arrive. Bytes that
// the decoder did not use are passed again, together with the new bytes.
Outcome decode(std::string const& text, std::size_t step) {
  ChunkedDecoder decoder;
  Outcome outcome;
  for (std::size_t arrived = 0; !decoder.done() && arrived < text.size();) {
    arrived = std::min(text.size(), arrived + step);
    auto const taken =
        decoder.take(std::string_view(text).substr(outcome.used, arrived - outcome.used),
                     outcome.body, NetLimits{});
    if (!taken) return {.status = taken.error().status};
    outcome.used += *taken;
  }
  outcome.status = decoder.done() ? 200 : 0;
  return outcome;
}

TEST_CASE("chunks arrive in any pieces and make the same body") {
  std::string const text =
      "5\r\nhello\r\n00006;a=\"b\"\r\n world\r\nA\r\n0123456789\r\n0\r\n\r\nGET";
  auto const step = GENERATE(1U, 2U, 3U, 7U, 1000U);
  auto const outcome = decode(text, step);
  CHECK(outcome.status == 200);
  CHECK(outcome.body == "hello world0123456789");
  CHECK(outcome.used == text.size() - 3);
}

TEST_CASE("chunked bodies that two servers could read differently are refused") {
  auto const text = GENERATE(values<std::string>(
      {"5\nhello\r\n0\r\n\r\n", "5\r\nhello\n0\r\n\r\n", "5\r\nhelloo\r\n0\r\n\r\n", "x\r\n",
       "\r\n", "5 \r\nhello\r\n", " 5\r\nhello\r\n", "+5\r\nhello\r\n", "0x5\r\nhello\r\n",
       "-1\r\n", "123456789\r\n", "5;a\rb\r\nhello\r\n", "5;a\nb\r\nhello\r\n",
       "0\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n", "0\r\n\n", "5;" + std::string(300, 'a'),
       "5;" + std::string(255, 'a') + "\r\n"}));
  INFO(text.substr(0, 40));
  CHECK(decode(text, 1).status == 400);
  CHECK(decode(text, 1000).status == 400);
}

TEST_CASE("a chunked body is as limited as any other") {
  CHECK(decode("10001\r\n", 100).status == 413);
  CHECK(decode("10000\r\n" + std::string(65536, 'a') + "\r\n1\r\n", 5000).status == 413);
  CHECK(decode("10000\r\n" + std::string(65536, 'a') + "\r\n0\r\n\r\n", 5000).status == 200);
}

TEST_CASE("paths and queries are decoded or refused") {
  using Segments = std::vector<std::string>;
  CHECK(path_segments("/v1/x%2Fy/%C3%A9") == Segments{"v1", "x/y", "é"});
  CHECK(path_segments("/") == Segments{});
  CHECK(path_segments("/a/") == Segments{"a", ""});
  CHECK_FALSE(path_segments("/a/../b"));
  CHECK_FALSE(path_segments("/a/%2e%2E/b"));
  CHECK_FALSE(path_segments("/%00"));
  CHECK_FALSE(path_segments("/%ff"));
  CHECK_FALSE(path_segments("*"));
  auto const query = query_parameters("a=1&&b=x+y%26&c");
  REQUIRE(query);
  REQUIRE(query->size() == 3);
  CHECK((*query)[1] == std::pair<std::string, std::string>{"b", "x y&"});
  CHECK((*query)[2].second.empty());
  CHECK_FALSE(query_parameters("a=%0a"));
}

TEST_CASE("UTF-8 is judged by the book") {
  CHECK(is_utf8("plain ascii that is longer than eight"));
  CHECK(is_utf8("κόσμε 日本語 \xF0\x9F\x98\x80"));
  for (auto const* bad :
       {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80",
        "\xF5\x80\x80\x80", "\xE2\x82", "12345678\xFF", "\xC3", "\xE2\x28\xA1", "\xF0\x28\x8C\xBC"})
    CHECK_FALSE(is_utf8(bad));
}

// A stream that takes at most 7 bytes in a write. Every second write would block.
struct SlowStream : ByteStream {
  std::string written;
  bool ready = false;
  std::size_t write_some(std::span<boost::asio::const_buffer const> from,
                         ErrorCode& error) override {
    ready = !ready;
    if (!ready) error = boost::asio::error::would_block;
    if (error) return 0;
    auto const size = std::min<std::size_t>(from[0].size(), 7);
    written.append(static_cast<char const*>(from[0].data()), size);
    return size;
  }
  std::size_t read_some(boost::asio::mutable_buffer, ErrorCode&) override { return 0; }
  void wait_readable(std::shared_ptr<StreamOwner>) override {}
  void wait_writable(std::shared_ptr<StreamOwner>) override {}
  void shut_down_writing() override {}
  void close() override {}
};

std::string written(HttpResponse response, AnswerFraming framing) {
  SlowStream stream;
  Answer answer(std::move(response), framing);
  boost::system::error_code error = boost::asio::error::would_block;
  while (error == boost::asio::error::would_block) {
    error = {};
    answer.write_to(stream, error);
  }
  CHECK_FALSE(error);
  auto text = stream.written;
  auto const date = text.find("Date: ");
  CHECK(date != std::string::npos);
  return text.erase(date, text.find('\n', date) + 1 - date);
}

TEST_CASE("an end inside a character is seen") {
  for (std::string_view const whole :
       {"", "a", "\xCE\xBA", "\xE1\xBD\xB9", "\xF0\x9F\x98\x80", "a\xCE\xBA"})
    CHECK_FALSE(ends_inside_character(whole));
  for (std::string_view const cut :
       {"\xCE", "a\xCE", "\xE1", "\xE1\xBD", "\xF0", "\xF0\x9F", "\xF0\x9F\x98"})
    CHECK(ends_inside_character(cut));
}

TEST_CASE("an answer is written whole, and a header value cannot end its line") {
  HttpResponse const response{.status = 200,
                              .headers = {{"Location", "/a\r\nX: y"}, {"X", "1"}, {"X", "2"}},
                              .body = "abc"};
  std::string const head =
      "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nLocation: /a  X: y\r\nX: 1\r\nX: 2\r\n";
  CHECK(written(response, {}) == head + "\r\nabc");
  CHECK(written(response, {.head_only = true}) == head + "\r\n");
  CHECK(written(response, {.keep_alive = false}) == head + "Connection: close\r\n\r\nabc");
  CHECK(written({.status = 204}, {.http_1_1 = false}) ==
        "HTTP/1.1 204 No Content\r\nConnection: keep-alive\r\n\r\n");
}

struct Sink : ResponseSink {
  std::vector<unsigned> statuses;
  void deliver(std::uint64_t, HttpResponse response) override {
    statuses.push_back(response.status);
  }
  void deliver_upgrade(std::uint64_t, std::string, std::shared_ptr<WebSocketHandler>) override {
    statuses.push_back(101);
  }
};

TEST_CASE("a responder answers once, and 500 when it is dropped") {
  auto const sink = std::make_shared<Sink>();
  {
    Responder first(sink, 1);
    auto moved = std::move(first);
    moved({.status = 201});
    moved({.status = 202});
    Responder dropped(sink, 2);
    Responder replaced(sink, 3);
    dropped = std::move(replaced);
    UpgradeResponder upgrade(sink, 4);
    upgrade.accept("", nullptr);
  }
  CHECK(sink->statuses == std::vector<unsigned>{201, 101, 500, 500});
}

TEST_CASE("a request is made from its text") {
  auto const request = request_from_text(
      "POST /v1/x?y=1 HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer t\r\nContent-Length: "
      "2\r\n\r\n{}");
  REQUIRE(request);
  CHECK(request->header("AUTHORIZATION") == "Bearer t");
  CHECK(request->has_header("host"));
  CHECK_FALSE(request->has_header("origin"));
  CHECK(request->body == "{}");
  CHECK_FALSE(request_from_text("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{"));
}

}  // namespace
}  // namespace callbackd::edge
