#include "edge/net/trusted_proxies.hpp"

#include <catch2/catch.hpp>

namespace callbackd::edge {
namespace {

namespace ip = boost::asio::ip;

bool contains(std::string_view network, char const* address) {
  return Network::parse(network).value().contains(ip::make_address(address));
}
bool overlap(std::string_view one, std::string_view other) {
  bool const answer = Network::parse(one).value().overlaps(*Network::parse(other));
  CHECK(Network::parse(other)->overlaps(*Network::parse(one)) == answer);
  return answer;
}

TEST_CASE("a network that is no one's own is vast") {
  auto const vast = [](std::string_view network) { return Network::parse(network)->is_vast(); };
  for (auto const* network : {"0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "::/0", "2000::/3"}) {
    CHECK(vast(network));
  }
  for (auto const* network : {"10.0.0.0/8", "192.0.2.1", "2001:db8::/32", "fd00::/16"}) {
    CHECK_FALSE(vast(network));
  }
}

TEST_CASE("a network contains the addresses that share its prefix, and no others") {
  CHECK(contains("10.0.0.0/8", "10.255.255.255"));
  CHECK_FALSE(contains("10.0.0.0/8", "11.0.0.0"));
  CHECK(contains("192.0.2.8/29", "192.0.2.15"));
  CHECK_FALSE(contains("192.0.2.8/29", "192.0.2.16"));
  CHECK(contains("192.0.2.8", "192.0.2.8"));
  CHECK_FALSE(contains("192.0.2.8", "192.0.2.9"));
  CHECK(contains("2001:db8::/33", "2001:db8:7fff::1"));
  CHECK_FALSE(contains("2001:db8::/33", "2001:db8:8000::1"));
  CHECK(contains("0.0.0.0/0", "203.0.113.9"));
  CHECK_FALSE(contains("0.0.0.0/0", "2001:db8::1"));
  CHECK_FALSE(contains("::/0", "203.0.113.9"));
}

TEST_CASE("an IPv4 address written as IPv6 is that IPv4 address") {
  CHECK(contains("10.0.0.0/8", "::ffff:10.1.2.3"));
  CHECK(contains("::ffff:10.0.0.0/104", "10.1.2.3"));
  CHECK_FALSE(contains("::/0", "::ffff:10.1.2.3"));
}

TEST_CASE("a text that is no network is refused, as is one with bits beyond the prefix") {
  for (auto const* text :
       {"", "10", "10.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/08", "10.0.0.0/-1", "10.0.0.1/8",
        "10.0.0.0/8 ", "010.0.0.0/8", "2001:db8::1/64", "::/129", "proxy", "fe80::1%eth0",
        "::ffff:0.0.0.0/64", "10.0.0.0/8/8"}) {
    CAPTURE(text);
    CHECK_FALSE(Network::parse(text));
  }
}

TEST_CASE("networks overlap when one is within the other") {
  CHECK(overlap("10.0.0.0/8", "10.1.0.0/16"));
  CHECK(overlap("10.1.2.3", "10.0.0.0/8"));
  CHECK(overlap("::ffff:10.0.0.0/104", "10.1.0.0/16"));
  CHECK_FALSE(overlap("10.0.0.0/16", "10.1.0.0/16"));
  CHECK_FALSE(overlap("::/0", "0.0.0.0/0"));
}

}  // namespace
}  // namespace callbackd::edge
