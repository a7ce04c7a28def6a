// The network that an address counts for. One machine or home can use all addresses of an IPv6 /64
// or more, so limits count networks. Pure functions, any thread. An IPv4 address written as IPv6
// (::ffff:192.0.2.1) is treated as that IPv4 address.
#pragma once
#include <boost/asio/ip/address.hpp>

namespace callbackd::edge {

// An IPv4 address unchanged; of an IPv6 address the first `ipv6_bits` bits (a multiple of 8), the
// rest zero.
boost::asio::ip::address network_prefix(boost::asio::ip::address const& address, int ipv6_bits);

// The network that limits count for one client: an IPv4 address, or an IPv6 /64.
boost::asio::ip::address counting_network(boost::asio::ip::address const& address);

}  // namespace callbackd::edge
