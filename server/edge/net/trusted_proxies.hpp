// Networks as the configuration writes them (10.0.0.0/8, 2001:db8::/32, or one address), and the
// two lists of networks whose proxies are believed when they name the address of a client. Values
// without I/O; any thread. An IPv4 address written as IPv6 (::ffff:192.0.2.1) is treated as that
// IPv4 address by everything here.
#pragma once
#include <boost/asio/ip/address.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace callbackd::edge {

// The IPv4 address, if the address is one written as IPv6; else the address unchanged.
boost::asio::ip::address without_mapping(boost::asio::ip::address const& address);
bool is_port(std::string_view text);  // 0 to 65535 in digits

class Network {
 public:
  // nullopt: the text is not an address, the prefix length is not one of its kind (0 to 32 or 128),
  // or the address has bits behind the prefix.
  static std::optional<Network> parse(std::string_view text);

  bool contains(boost::asio::ip::address const& address) const;
  bool overlaps(Network const& other) const;  // some address is in both
  // Larger than an IPv4 /8 or an IPv6 /16: nobody owns so much, so it must be a mistake.
  bool is_vast() const { return prefix_bits_ < (first_.is_v4() ? 8U : 16U); }

 private:
  boost::asio::ip::address first_;
  unsigned prefix_bits_ = 0;
};

using Networks = std::vector<Network>;
bool any_contains(Networks const& networks, boost::asio::ip::address const& address);

// With both lists empty no proxy is trusted, and the other end of a connection is the client.
struct TrustedProxies {
  Networks proxy_protocol;  // connections from these must begin with a PROXY header
  Networks forwarded;       // requests from these must have X-Forwarded-For

  bool trusts(boost::asio::ip::address const& address) const {
    return any_contains(proxy_protocol, address) || any_contains(forwarded, address);
  }
};

}  // namespace callbackd::edge
