// Reads the header X-Forwarded-For of a request that came through a trusted proxy, and finds the
// address of the client. This is the rightmost address that does not belong to a trusted proxy.
// Addresses further left may be invented by a stranger and are never looked at. A pure function,
// any thread.
//
// Example with the trusted proxy 10.0.0.2: "203.0.113.9, 198.51.100.7, 10.0.0.2" gives
// 198.51.100.7. That client may have invented 203.0.113.9.
#pragma once
#include <boost/asio/ip/address.hpp>
#include <optional>
#include <span>
#include <string_view>

#include "edge/net/trusted_proxies.hpp"

namespace callbackd::edge {

// `values` are the values of all X-Forwarded-For fields of the request, in their order. An address
// may be followed by a port. If all addresses belong to trusted proxies, the leftmost address is
// the result. nullopt: there is no such field, or an element that is looked at is not an address.
std::optional<boost::asio::ip::address> forwarded_for(std::span<std::string_view const> values,
                                                      TrustedProxies const& proxies);

}  // namespace callbackd::edge
