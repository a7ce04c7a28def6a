#include "edge/net/address_counts.hpp"

#include <catch2/catch.hpp>

namespace callbackd::edge::test {
namespace {

boost::asio::ip::address address(char const* text) {
  return boost::asio::ip::make_address(text);
}

TEST_CASE("an address has at most so many, until one leaves") {
  AddressCounts counts;
  CHECK(counts.add(address("192.0.2.1"), 2));
  CHECK(counts.add(address("192.0.2.1"), 2));
  CHECK_FALSE(counts.add(address("192.0.2.1"), 2));
  CHECK(counts.add(address("192.0.2.2"), 2));
  counts.remove(address("192.0.2.1"));
  CHECK(counts.add(address("192.0.2.1"), 2));
  CHECK_FALSE(counts.add(address("192.0.2.3"), 0));
}

TEST_CASE("of IPv6 the network counts, and IPv4 in IPv6 is IPv4") {
  AddressCounts counts;
  CHECK(counts.add(address("2001:db8:0:1::1"), 1));
  CHECK_FALSE(counts.add(address("2001:db8:0:1:ffff::2"), 1));
  CHECK(counts.add(address("2001:db8:0:2::1"), 1));
  CHECK(counts.add(address("::ffff:192.0.2.1"), 1));
  CHECK_FALSE(counts.add(address("192.0.2.1"), 1));
}

}  // namespace
}  // namespace callbackd::edge::test
