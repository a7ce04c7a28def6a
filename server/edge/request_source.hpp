// Makes the source of a client's address, for all limits that count by source. No other place does.
// A pure function; any thread.
#pragma once
#include <boost/asio/ip/address.hpp>

#include "base/source.hpp"

namespace callbackd::edge {

// An IPv4 address, or the /64 of an IPv6 address. An IPv4 address written as IPv6
// (::ffff:192.0.2.1, or in 64:ff9b::/96 behind NAT64, RFC 6052) is treated as that IPv4 address.
base::Source source_of(boost::asio::ip::address const& peer);

}  // namespace callbackd::edge
