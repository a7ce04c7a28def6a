#include "edge/request_source.hpp"

#include <catch2/catch.hpp>

using callbackd::base::Source;

namespace {

Source of(char const* address) {
  return callbackd::edge::source_of(boost::asio::ip::make_address(address));
}

}  // namespace

TEST_CASE("all addresses of an IPv6 network of /64 are one source") {
  CHECK(of("2001:db8:1:2::1") == of("2001:db8:1:2:ffff:ffff:ffff:ffff"));
  CHECK(of("2001:db8:1:2::1") != of("2001:db8:1:3::1"));
  CHECK(of("2001:db8:1:2::1") == Source::of_ipv6(0x2001'0db8'0001'0002));
}

TEST_CASE("an IPv4 address is the same source however it is written") {
  CHECK(of("192.0.2.1") == Source::of_ipv4(0xC000'0201));
  CHECK(of("::ffff:192.0.2.1") == of("192.0.2.1"));
  CHECK(of("64:ff9b::192.0.2.1") == of("192.0.2.1"));
  CHECK(of("192.0.2.1") != of("192.0.2.2"));
}
