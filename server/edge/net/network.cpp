#include "edge/net/network.hpp"

#include <algorithm>

namespace callbackd::edge {

namespace ip = boost::asio::ip;

ip::address network_prefix(ip::address const& address, int ipv6_bits) {
  if (address.is_v4()) return address;
  auto const v6 = address.to_v6();
  if (v6.is_v4_mapped()) return ip::make_address_v4(ip::v4_mapped, v6);
  auto bytes = v6.to_bytes();
  std::fill(bytes.begin() + ipv6_bits / 8, bytes.end(), std::uint8_t{0});
  return ip::address_v6(bytes);
}

ip::address counting_network(ip::address const& address) {
  return network_prefix(address, 64);
}

}  // namespace callbackd::edge
