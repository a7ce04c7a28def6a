#include "edge/net/proxy_header.hpp"

#include <catch2/catch.hpp>
#include <string>

namespace callbackd::edge {
namespace {

NetLimits const kLimits{};

std::string version_2(unsigned command, unsigned family, std::string const& rest) {
  std::string text("\r\n\r\n\0\r\nQUIT\n", 12);
  for (auto const byte : {command, family, static_cast<unsigned>(rest.size() >> 8U),
                          static_cast<unsigned>(rest.size() & 0xFFU)}) {
    text += static_cast<char>(byte);
  }
  return text + rest;
}

std::string const kTcp4("\xC0\x00\x02\x07\x0A\x00\x00\x01\xC0\x01\x01\xBB", 12);  // 192.0.2.7

// Reads a header of the PROXY protocol. Returns "more" if bytes are missing, "bad" if the header is
// refused, "the proxy" if it names no client, or else the client's address. Also checks that a
// complete header uses up the whole text.
std::string told(std::string const& text) {
  auto const parsed = parse_proxy_header(text, kLimits);
  if (!parsed) return "bad";
  if (!*parsed) return "more";
  CHECK((*parsed)->size == text.size());
  return (*parsed)->source ? (*parsed)->source->to_string() : "the proxy";
}

TEST_CASE("version 1 names the client, or says that it knows none") {
  CHECK(told("PROXY TCP4 192.0.2.7 10.0.0.1 49153 443\r\n") == "192.0.2.7");
  CHECK(told("PROXY TCP6 2001:db8::7 2001:db8::1 0 65535\r\n") == "2001:db8::7");
  CHECK(told("PROXY TCP6 ::ffff:192.0.2.7 ::1 1 2\r\n") == "192.0.2.7");
  CHECK(told("PROXY UNKNOWN\r\n") == "the proxy");
  CHECK(told("PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535\r\n") == "the proxy");
}

TEST_CASE("version 1 is taken as it is written down, and in no other way") {
  for (auto const* line : {"PROXY TCP4 192.0.2.7 10.0.0.1 49153 443\n",
                           "PROXY  TCP4 192.0.2.7 10.0.0.1 1 2\r\n",
                           "PROXY TCP4 192.0.2.7 10.0.0.1 1 2 \r\n",
                           "PROXY TCP4 192.0.2.7 10.0.0.1 1\r\n",
                           "PROXY TCP4 192.0.2.7 10.0.0.1 1 65536\r\n",
                           "PROXY TCP4 192.0.2.7 10.0.0.1 01 2\r\n",
                           "PROXY TCP4 192.0.2.7 10.0.0.1 -1 2\r\n",
                           "PROXY TCP4 192.0.2.07 10.0.0.1 1 2\r\n",
                           "PROXY TCP4 192.0.2.256 10.0.0.1 1 2\r\n",
                           "PROXY TCP4 2001:db8::7 ::1 1 2\r\n",
                           "PROXY TCP6 192.0.2.7 10.0.0.1 1 2\r\n",
                           "PROXY TCP6 fe80::1%eth0 ::1 1 2\r\n",
                           "PROXY tcp4 192.0.2.7 10.0.0.1 1 2\r\n",
                           "PROXY UDP4 192.0.2.7 10.0.0.1 1 2\r\n",
                           "PROXY TCP4\t192.0.2.7 10.0.0.1 1 2\r\n",
                           "PROXY \r\n",
                           "PROXY\r\n",
                           "proxy UNKNOWN\r\n",
                           "PROXY UNKNOWNS\r\n",
                           "GET / HTTP/1.1\r\n",
                           "PRI * HTTP/2.0\r\n",
                           "\x16\x03\x01"}) {
    CAPTURE(line);
    CHECK(told(line) == "bad");
  }
  CHECK(told("PROXY UNKNOWN " + std::string(91, 'x') + "\r\n") == "the proxy");  // 107 bytes
  CHECK(told("PROXY UNKNOWN " + std::string(92, 'x') + "\r\n") == "bad");
}

TEST_CASE("version 2 names the client, and its extensions are passed over") {
  CHECK(told(version_2(0x21, 0x11, kTcp4)) == "192.0.2.7");
  CHECK(told(version_2(0x21, 0x11, kTcp4 + std::string(2'000, '\xff'))) == "192.0.2.7");
  std::string six(36, '\0');
  six.replace(0, 4, "\x20\x01\x0d\xb8");
  six[15] = 7;
  CHECK(told(version_2(0x21, 0x21, six)) == "2001:db8::7");
  CHECK(told(version_2(0x20, 0x00, "")) == "the proxy");
  CHECK(told(version_2(0x20, 0x11, kTcp4)) == "the proxy");  // LOCAL: the address is not used
  CHECK(told(version_2(0x20, 0x77, "x")) == "the proxy");
  CHECK(told(version_2(0x21, 0x00, "anything")) == "the proxy");
}

TEST_CASE("version 2 is refused where it cannot be understood, or is too long") {
  CHECK(told(version_2(0x22, 0x11, kTcp4)) == "bad");
  CHECK(told(version_2(0x11, 0x11, kTcp4)) == "bad");
  CHECK(told(version_2(0x21, 0x12, kTcp4)) == "bad");                   // UDP
  CHECK(told(version_2(0x21, 0x31, std::string(216, '\0'))) == "bad");  // a socket's path
  CHECK(told(version_2(0x21, 0x11, kTcp4.substr(1))) == "bad");
  CHECK(told(version_2(0x21, 0x21, std::string(35, '\0'))) == "bad");
  CHECK(told(version_2(0x20, 0x00, std::string(2'033, '\0'))) == "bad");
  CHECK(told(version_2(0x20, 0x00, std::string(2'032, '\0'))) == "the proxy");
}

TEST_CASE("a header may come in any pieces, and nothing behind it is touched") {
  for (auto const& header : {std::string("PROXY TCP4 192.0.2.7 10.0.0.1 49153 443\r\n"),
                             version_2(0x21, 0x11, kTcp4 + "more")}) {
    for (std::size_t size = 0; size < header.size(); ++size) {
      CHECK(told(header.substr(0, size)) == "more");
    }
    auto const parsed = parse_proxy_header(header + "\x16\x03\r\nPROXY", kLimits);
    CHECK(parsed->value().size == header.size());
  }
}

}  // namespace
}  // namespace callbackd::edge
