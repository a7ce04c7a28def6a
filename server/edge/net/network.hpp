// Networks of addresses: what one machine, one home or one company may have all addresses of. Pure
// functions, any thread. IPv4 in IPv6 is IPv4.
#pragma once
#include <boost/asio/ip/address.hpp>

namespace callbackd::edge {

// An IPv4 address as it is; of an IPv6 address its network with so many bits (a multiple of 8).
boost::asio::ip::address network_of(boost::asio::ip::address const& address, int ipv6_bits);

// What one machine may have all of: an IPv4 address, or an IPv6 /64.
boost::asio::ip::address counted_as(boost::asio::ip::address const& address);

}  // namespace callbackd::edge
