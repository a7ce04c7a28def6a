// Finds the network that an address counts for. One machine or home can use all addresses of an
// IPv6 /64 or of a larger network, so limits count networks. An IPv4 address written as IPv6
// (::ffff:192.0.2.1) is treated as that IPv4 address. Pure functions, any thread.
#pragma once
#include <boost/asio/ip/address.hpp>

namespace callbackd::edge {

// Returns an IPv4 address unchanged. Of an IPv6 address it keeps the first `ipv6_bits` bits (a
// multiple of 8) and sets the rest to zero.
boost::asio::ip::address network_prefix(boost::asio::ip::address const& address, int ipv6_bits);

// Returns the network that limits count as one client: an IPv4 address, or an IPv6 /64.
boost::asio::ip::address counting_network(boost::asio::ip::address const& address);

}  // namespace callbackd::edge
