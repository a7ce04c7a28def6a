// Makes the source of a client's address. All limits that count by source use this function. A pure
// function, any thread.
#pragma once
#include <boost/asio/ip/address.hpp>

#include "base/source.hpp"

namespace callbackd::edge {

// Returns the IPv4 address, or the /64 network of an IPv6 address. An IPv6 address that stands for
// an IPv4 address is treated as that IPv4 address: ::ffff:192.0.2.1, or an address in 64:ff9b::/96
// behind NAT64 (RFC 6052).
base::Source source_of(boost::asio::ip::address const& peer);

}  // namespace callbackd::edge
