// Network is a network as the configuration writes it: 10.0.0.0/8, 2001:db8::/32, or one address.
// TrustedProxies is the two lists of networks whose proxies are believed when they name a client's
// address. Values without I/O, any thread. Everything here treats an IPv4 address written as IPv6
// (::ffff:192.0.2.1) as that IPv4 address.
#pragma once
#include <boost/asio/ip/address.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace callbackd::edge {

// If `address` is an IPv4 address written as IPv6, returns the IPv4 address. Otherwise returns
// `address` unchanged.
boost::asio::ip::address without_mapping(boost::asio::ip::address const& address);
bool is_port(std::string_view text);  // 0 to 65535 in digits

class Network {
 public:
  // Reads a network from text. nullopt: the text is not an address, the prefix length is greater
  // than 32 (IPv4) or 128 (IPv6), or the address has bits behind the prefix.
  static std::optional<Network> parse(std::string_view text);

  bool contains(boost::asio::ip::address const& address) const;
  bool overlaps(Network const& other) const;  // some address is in both
  // Whether the network is larger than an IPv4 /8 or an IPv6 /16. Nobody owns a network of that
  // size, so a network of this size in the configuration must be a mistake.
  bool is_vast() const { return prefix_bits_ < (first_.is_v4() ? 8U : 16U); }

 private:
  boost::asio::ip::address first_;
  unsigned prefix_bits_ = 0;
};

using Networks = std::vector<Network>;
bool any_contains(Networks const& networks, boost::asio::ip::address const& address);

// If both lists are empty, no proxy is trusted, and the other end of a connection is the client.
struct TrustedProxies {
  Networks proxy_protocol;  // connections from these networks must begin with a PROXY header
  Networks forwarded;       // requests from these networks must have X-Forwarded-For

  bool trusts(boost::asio::ip::address const& address) const {
    return any_contains(proxy_protocol, address) || any_contains(forwarded, address);
  }
};

}  // namespace callbackd::edge
