#include "edge/net/forwarded_for.hpp"

#include <catch2/catch.hpp>
#include <vector>

namespace callbackd::edge {
namespace {

std::string source(std::vector<std::string_view> const& values) {
  static TrustedProxies const proxies{.proxy_protocol = {*Network::parse("10.9.0.0/16")},
                                      .forwarded = {*Network::parse("10.0.0.0/16")}};
  auto const found = forwarded_for(values, proxies);
  return found ? found->to_string() : "none";
}

TEST_CASE("the rightmost address that is no trusted proxy's is the client's") {
  CHECK(source({"192.0.2.7"}) == "192.0.2.7");
  CHECK(source({"192.0.2.7, 10.0.0.5"}) == "192.0.2.7");
  CHECK(source({"192.0.2.7 ,10.9.0.1,\t10.0.0.5"}) == "192.0.2.7");
  CHECK(source({"198.51.100.1, 192.0.2.7, 10.0.0.5"}) == "192.0.2.7");
  CHECK(source({"198.51.100.1", "192.0.2.7, 10.0.0.5", "10.0.0.6"}) == "192.0.2.7");
  CHECK(source({"10.0.0.7, 10.0.0.5"}) == "10.0.0.7");  // all are trusted: the leftmost
}

TEST_CASE("an entry further left is a stranger's word and is not read") {
  CHECK(source({"<script>, unknown, 192.0.2.7"}) == "192.0.2.7");
  CHECK(source({",,,", "192.0.2.7"}) == "192.0.2.7");
}

TEST_CASE("an address may come with its port, and IPv4 as IPv6") {
  CHECK(source({"192.0.2.7:49153"}) == "192.0.2.7");
  CHECK(source({"2001:db8::7"}) == "2001:db8::7");
  CHECK(source({"[2001:db8::7]"}) == "2001:db8::7");
  CHECK(source({"[2001:db8::7]:443"}) == "2001:db8::7");
  CHECK(source({"::ffff:192.0.2.7"}) == "192.0.2.7");
}

TEST_CASE("without an address where one is looked for there is no source") {
  CHECK(source({}) == "none");
  for (auto const* value :
       {"", " ", "unknown", "192.0.2.7,", "192.0.2.7, unknown, 10.0.0.5", "[192.0.2.7]",
        "192.0.2.7:", "192.0.2.7:x", "192.0.2.7:65536", "[::1", "[::1]x", "fe80::1%eth0",
        "192.0.2.7 10.0.0.5", "\"192.0.2.7\"", "192.0.2.07"}) {
    CAPTURE(value);
    CHECK(source({value}) == "none");
  }
}

}  // namespace
}  // namespace callbackd::edge
