#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "edge/net/head.hpp"

namespace callbackd::edge {
namespace {

using namespace std::string_literals;

unsigned status_of(std::string const& text) {
  auto const head = parse_head(text, NetLimits{});
  return head ? 200 : head.error().status;
}

std::string with(std::string const& fields, std::string const& line = "POST /v1/x HTTP/1.1") {
  return line + "\r\n" + fields + "\r\n";
}

TEST_CASE("a plain head is taken apart") {
  auto const text = with("Host: a.example\r\nContent-Length: 12\r\nX-A:  b c \t\r\nX-Empty:\r\n",
                         "POST /v1/callbacks/%41?after=3&x HTTP/1.1");
  auto const head = parse_head(text, NetLimits{});
  REQUIRE(head.has_value());
  CHECK(head->method.of(text) == "POST");
  CHECK(head->path.of(text) == "/v1/callbacks/%41");
  CHECK(head->query.of(text) == "after=3&x");
  REQUIRE(head->fields.size() == 4);
  CHECK(head->fields[2].name.of(text) == "X-A");
  CHECK(head->fields[2].value.of(text) == "b c");
  CHECK(head->fields[3].value.of(text).empty());
  CHECK(head->content_length == 12);
  CHECK(head->keep_alive);
  CHECK_FALSE(head->chunked);
}

TEST_CASE("every known form of request smuggling is refused") {
  auto const form = GENERATE(values<std::string>({
      "Host: a\r\nTransfer-Encoding: gzip\r\nContent-Length: 5\r\n",
      "Host: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n",
      "Host: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n",
      "Host: a\r\nTransfer-Encoding: chunked, gzip\r\n",
      "Host: a\r\nTransfer-Encoding: gzip, chunked\r\n",
      "Host: a\r\nTransfer-Encoding: xchunked\r\n",
      "Host: a\r\nTransfer-Encoding: chunked,\r\n",
      "Host: a\r\nTransfer-Encoding: \"chunked\"\r\n",
      "Host: a\r\nTransfer-Encoding:\r\n",
      "Host: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
      "Host: a\r\nTransfer-Encoding : chunked\r\n",
      "Host: a\r\nTransfer-Encoding\t: chunked\r\n",
      "Host: a\r\nTransfer-Encoding:\vchunked\r\n",
      "Host: a\r\nContent-Length: 5, 5\r\n",
      "Host: a\r\nContent-Length: 5\r\nContent-Length: 5\r\n",
      "Host: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n",
      "Host: a\r\nContent-Length: +5\r\n",
      "Host: a\r\nContent-Length: -5\r\n",
      "Host: a\r\nContent-Length: 0x5\r\n",
      "Host: a\r\nContent-Length: 05\r\n",
      "Host: a\r\nContent-Length: 5 5\r\n",
      "Host: a\r\nContent-Length:\r\n",
      "Host: a\r\nContent-Length: 99999999999999999999\r\n",
      "Host: a\r\nX: b\r\n folded\r\n",
      "Host: a\r\nX: b\r\n\tfolded\r\n",
      " Host: a\r\n",
      "Host: a\r\nHost: a\r\n",
      "Host: a\r\nHost: b\r\n",
      "Host: a, b\r\n",
      "Host: a b\r\n",
      "Host: a/b\r\n",
      "Host: u@a\r\n",
      "Host:\r\n",
      "X: no host\r\n",
      "Host: a\r\nX: b\rY: c\r\n",
      "Host: a\r\nX: b\nY: c\r\n",
      "Host: a\r\nX: b\n\r\n",
      "Host: a\r\nX: "s + '\0' + "\r\n",
      "Host: a\r\nX: \x01\r\n",
      "Host: a\r\nX: \x7f\r\n",
      "Host: a\r\nX"s + '\0' + ": b\r\n",
      "Host: a\r\nno colon\r\n",
      "Host: a\r\n: no name\r\n",
      "Host: a\r\nX(y): b\r\n",
      "Host: a\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b\r\n",
      "Host: a\r\nOrigin: a\r\nOrigin: b\r\n",
  }));
  INFO(form);
  CHECK(status_of(with(form)) == 400);
}

TEST_CASE("HTTP/1.0 has no transfer coding and needs no Host") {
  CHECK(status_of(with("Host: a\r\nTransfer-Encoding: chunked\r\n", "POST / HTTP/1.0")) == 400);
  CHECK(status_of(with("", "GET / HTTP/1.0")) == 200);
  CHECK(status_of(with("", "GET / HTTP/1.1")) == 400);
}

TEST_CASE("request lines are held to the letter") {
  struct Row {
    std::string line;
    unsigned status;
  };
  auto const row = GENERATE(values<Row>({
      {"GET / HTTP/1.1", 200},
      {"OPTIONS * HTTP/1.1", 200},
      {"GET http://a/x?y HTTP/1.1", 200},
      {"GET http://a?y HTTP/1.1", 200},
      {"GET * HTTP/1.1", 400},
      {"GET http://b/x HTTP/1.1", 400},
      {"GET http:///x HTTP/1.1", 400},
      {"CONNECT a:80 HTTP/1.1", 400},
      {"GET x HTTP/1.1", 400},
      {"GET  / HTTP/1.1", 400},
      {"GET /  HTTP/1.1", 400},
      {"GET / x HTTP/1.1", 400},
      {"GET\t/\tHTTP/1.1", 400},
      {" GET / HTTP/1.1", 400},
      {"GET / HTTP/1.1 ", 400},
      {"G(T / HTTP/1.1", 400},
      {"GET /", 400},
      {"GET", 400},
      {"", 400},
      {"GET / http/1.1", 400},
      {"GET / HTTP/1.10", 400},
      {"GET / HTTP/1", 400},
      {"GET / HTTP/2.0", 400},
      {"GET / HTTP/1.2", 400},
      {"GET / HTTP/0.9", 400},
      {"GET /%zz HTTP/1.1", 400},
      {"GET /%4 HTTP/1.1", 400},
      {"GET /a#b HTTP/1.1", 400},
      {"GET /a\\b HTTP/1.1", 400},
      {"GET /\xc3\xa9 HTTP/1.1", 400},
      {"GET /" + std::string(1, '\0') + " HTTP/1.1", 400},
      {"GET /" + std::string(8191, 'a') + " HTTP/1.1", 200},
      {"GET /" + std::string(8192, 'a') + " HTTP/1.1", 414},
  }));
  INFO(row.line.substr(0, 60));
  CHECK(status_of(with("Host: a\r\n", row.line)) == row.status);
}

TEST_CASE("an absolute target without a path means the root") {
  auto const text = with("Host: a\r\n", "GET http://A?q=1 HTTP/1.1");
  auto const head = parse_head(text, NetLimits{});
  REQUIRE(head.has_value());
  CHECK(head->path.of(text) == "/");
  CHECK(head->query.of(text) == "q=1");
}

TEST_CASE("whether a connection is kept follows from version and Connection") {
  auto const keeps = [](std::string const& line, std::string const& field) {
    return parse_head(with("Host: a\r\n" + field, line), NetLimits{})->keep_alive;
  };
  CHECK(keeps("GET / HTTP/1.1", ""));
  CHECK_FALSE(keeps("GET / HTTP/1.1", "Connection: x, Close\r\n"));
  CHECK_FALSE(keeps("GET / HTTP/1.0", ""));
  CHECK(keeps("GET / HTTP/1.0", "Connection: Keep-Alive\r\n"));
}

TEST_CASE("an upgrade needs both fields, GET, 1.1 and no body") {
  std::string const both = "Host: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\n";
  auto const wants = [](std::string const& text) {
    return parse_head(text, NetLimits{})->wants_web_socket;
  };
  CHECK(wants(with(both, "GET / HTTP/1.1")));
  CHECK_FALSE(wants(with(both, "POST / HTTP/1.1")));
  CHECK_FALSE(wants(with(both, "GET / HTTP/1.0")));
  CHECK_FALSE(wants(with("Host: a\r\nUpgrade: websocket\r\n", "GET / HTTP/1.1")));
  CHECK_FALSE(wants(with("Host: a\r\nUpgrade: h2c\r\nConnection: upgrade\r\n", "GET / HTTP/1.1")));
  CHECK(status_of(with(both + "Content-Length: 3\r\n", "GET / HTTP/1.1")) == 400);
}

TEST_CASE("expectations other than 100-continue are refused") {
  CHECK(parse_head(with("Host: a\r\nExpect: 100-Continue\r\n"), NetLimits{})->expects_continue);
  CHECK(status_of(with("Host: a\r\nExpect: a miracle\r\n")) == 400);
}

TEST_CASE("a hundred fields are enough") {
  std::string fields = "Host: a\r\n";
  for (int i = 1; i < 100; ++i) fields += "X: y\r\n";
  CHECK(status_of(with(fields)) == 200);
  CHECK(status_of(with(fields + "X: y\r\n")) == 431);
}

TEST_CASE("the end of a head is found however it arrives") {
  auto const text = with("Host: a\r\nX: y\r\n") + "body";
  auto const size = text.size() - 4;
  HeadSearch search;
  for (std::size_t arrived = 0; arrived < size; ++arrived) {
    auto const found = search.find_end(std::string_view(text).substr(0, arrived), NetLimits{});
    REQUIRE(found.has_value());
    REQUIRE_FALSE(*found);
  }
  CHECK(**search.find_end(text, NetLimits{}) == size);
  CHECK(**HeadSearch{}.find_end(text, NetLimits{}) == size);
}

TEST_CASE("a head that can no longer become good is refused before its end") {
  auto const status = [](std::string const& text) {
    HeadSearch search;
    auto const found = search.find_end(text, NetLimits{});
    return found ? 200U : found.error().status;
  };
  CHECK(status("\x16\x03\x01") == 400);  // TLS
  CHECK(status("GET / HTTP/1.1\nHost: a\n\n") == 400);
  CHECK(status("GET /" + std::string(9000, 'a')) == 414);
  CHECK(status("GET /" + std::string(9000, 'a') + " HTTP/1.1\r\n") == 414);
  CHECK(status("GET / HTTP/1.1\r\nX: " + std::string(16400, 'a')) == 431);
  CHECK(status("GET / HTTP/1.1\r\nX: " + std::string(16400, 'a') + "\r\n\r\n") == 431);
}

TEST_CASE("parsing any bytes never does more than refuse") {
  std::string const good = with("Host: a\r\nContent-Length: 3\r\nConnection: close\r\n");
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (int byte = 0; byte < 256; ++byte) {
      auto text = good;
      text[at] = static_cast<char>(byte);
      auto const head = parse_head(text, NetLimits{});
      if (head) CHECK(head->path.of(text).starts_with('/'));
    }
    CHECK(parse_head(good.substr(0, at), NetLimits{}).has_error());
  }
}

}  // namespace
}  // namespace callbackd::edge
