// Networks as the configuration names them (10.0.0.0/8, 2001:db8::/32, or one address), and the two
// lists of them from which another's word about an address is taken. Values without I/O; any
// thread. An IPv4 address that is written as IPv6 (::ffff:192.0.2.1) is that IPv4 address
// everywhere here.
#pragma once
#include <boost/asio/ip/address.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace callbackd::edge {

boost::asio::ip::address without_mapping(boost::asio::ip::address const& address);
bool is_port(std::string_view text);

class Network {
 public:
  // nullopt: not an address, no prefix length of its kind, or bits beyond the prefix.
  static std::optional<Network> parse(std::string_view text);

  bool contains(boost::asio::ip::address const& address) const;
  bool overlaps(Network const& other) const;
  // No one's own: more than an IPv4 /8 or an IPv6 /16.
  bool is_vast() const { return prefix_bits_ < (first_.is_v4() ? 8U : 16U); }

 private:
  boost::asio::ip::address first_;
  unsigned prefix_bits_ = 0;
};

using Networks = std::vector<Network>;
bool any_contains(Networks const& networks, boost::asio::ip::address const& address);

// Both empty: no proxy is trusted, and the other end of a connection is who asks.
struct TrustedProxies {
  Networks proxy_protocol;  // connections from there begin with PROXY
  Networks forwarded;       // requests from there come with X-Forwarded-For

  bool trusts(boost::asio::ip::address const& address) const {
    return any_contains(proxy_protocol, address) || any_contains(forwarded, address);
  }
};

}  // namespace callbackd::edge
