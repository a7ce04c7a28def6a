// The strict parser of the header that a trusted proxy sends first on a connection: version 1
// (text) or 2 (binary) of the PROXY protocol of HAProxy. A pure function of bytes, without I/O, any
// thread. It repairs nothing and refuses a header larger than limits.proxy_header_bytes. It does
// not check whether the other end is allowed to send a header.
#pragma once
#include <boost/asio/ip/address.hpp>
#include <boost/system/result.hpp>
#include <cstddef>
#include <optional>
#include <string_view>

#include "edge/net/net_limits.hpp"

namespace callbackd::edge {

struct ProxyHeader {
  std::size_t size = 0;  // bytes of the header; the bytes behind it are the client's
  // The client's address. It is not set if the header says LOCAL, UNKNOWN or "no address family".
  // Then the proxy speaks for itself.
  std::optional<boost::asio::ip::address> source;
};

struct ProxyFault {
  std::string_view why;  // a literal
};

// Parses `arrived`, which is all bytes of the connection so far. nullopt: more bytes are needed,
// and all bytes in `arrived` belong to the header.
boost::system::result<std::optional<ProxyHeader>, ProxyFault> parse_proxy_header(
    std::string_view arrived, NetLimits const& limits);

}  // namespace callbackd::edge
