// Whom a trusted proxy asks for, as X-Forwarded-For says: the rightmost address that is not a
// trusted proxy's own. What stands further left was sent by a stranger and is never looked at. A
// pure function, any thread.
#pragma once
#include <boost/asio/ip/address.hpp>
#include <optional>
#include <span>
#include <string_view>

#include "edge/net/trusted_proxies.hpp"

namespace callbackd::edge {

// `values` of all its fields, in their order. An address may come with a port. All of them trusted:
// the leftmost. nullopt: there is none, or what stands where it is looked for is no address.
std::optional<boost::asio::ip::address> forwarded_for(std::span<std::string_view const> values,
                                                      TrustedProxies const& proxies);

}  // namespace callbackd::edge
