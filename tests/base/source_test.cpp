#include "base/source.hpp"

#include <catch2/catch.hpp>
#include <set>
#include <vector>

using callbackd::base::Source;

namespace {

std::vector<Source::Network> networks_of(Source source) {
  auto const of = source.networks();
  return {of.begin(), of.end()};
}

}  // namespace

TEST_CASE("an IPv4 address is one network") {
  auto const networks = networks_of(Source::of_ipv4(0xC000'0201));
  REQUIRE(networks.size() == 1);
  CHECK(networks[0].width == 0);
  CHECK(networks[0].times == 1);
  CHECK(networks[0].name != networks_of(Source::of_ipv4(0xC000'0202))[0].name);
}

TEST_CASE("an IPv6 network counts by /64, by /56 with four times and by /48 with sixteen times") {
  auto const networks = networks_of(Source::of_ipv6(0x2001'0db8'1234'5601));
  REQUIRE(networks.size() == 3);
  CHECK(networks[0].times == 1);
  CHECK(networks[1].times == 4);
  CHECK(networks[2].times == 16);
  auto const neighbour = networks_of(Source::of_ipv6(0x2001'0db8'1234'56ff));
  CHECK(neighbour[0].name != networks[0].name);
  CHECK(neighbour[1].name == networks[1].name);
  auto const same_company = networks_of(Source::of_ipv6(0x2001'0db8'1234'0000));
  CHECK(same_company[1].name != networks[1].name);
  CHECK(same_company[2].name == networks[2].name);
  CHECK(networks_of(Source::of_ipv6(0x2001'0db8'1235'5601))[2].name != networks[2].name);
}
