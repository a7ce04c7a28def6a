// The strict parser of what a trusted proxy says before anything else on a connection: version 1 or
// 2 of the PROXY protocol. A pure function of bytes, no I/O, any thread. It repairs nothing, takes
// no more than its limit, and never decides who may say it.
#pragma once
#include <boost/asio/ip/address.hpp>
#include <boost/system/result.hpp>
#include <cstddef>
#include <optional>
#include <string_view>

#include "edge/net/net_limits.hpp"

namespace callbackd::edge {

struct ProxyHeader {
  std::size_t size = 0;  // what comes behind it is the client's
  // None: LOCAL, UNKNOWN or no address at all. The proxy speaks for itself then.
  std::optional<boost::asio::ip::address> source;
};

struct ProxyFault {
  std::string_view why;  // a literal
};

// nullopt: more bytes are needed, and all that have arrived belong to the header.
boost::system::result<std::optional<ProxyHeader>, ProxyFault> parse_proxy_header(
    std::string_view arrived, NetLimits const& limits);

}  // namespace callbackd::edge
