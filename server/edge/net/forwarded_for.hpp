// The client for whom a trusted proxy asks, according to X-Forwarded-For: the rightmost address
// that is not a trusted proxy's own. Everything further left was written by a stranger and is never
// looked at. A pure function, any thread.
//
// Example with the trusted proxy 10.0.0.2: "203.0.113.9, 198.51.100.7, 10.0.0.2" gives
// 198.51.100.7; the first address may be invented by that client.
#pragma once
#include <boost/asio/ip/address.hpp>
#include <optional>
#include <span>
#include <string_view>

#include "edge/net/trusted_proxies.hpp"

namespace callbackd::edge {

// `values` are the values of all X-Forwarded-For fields of the request, in their order. An address
// may have a port. When all addresses are trusted proxies', the leftmost is the result. nullopt:
// there is no field, or an element that has to be looked at is not an address.
std::optional<boost::asio::ip::address> forwarded_for(std::span<std::string_view const> values,
                                                      TrustedProxies const& proxies);

}  // namespace callbackd::edge
