// The source of a connection's other end, for all limits that count by source: the only place where
// an address becomes one. Any thread.
#pragma once
#include <boost/asio/ip/address.hpp>

#include "base/source.hpp"

namespace callbackd::edge {

// An IPv4 address that is written as IPv6 (::ffff:192.0.2.1, or 64:ff9b::/96 behind NAT64) is that
// IPv4 address.
base::Source source_of(boost::asio::ip::address const& peer);

}  // namespace callbackd::edge
