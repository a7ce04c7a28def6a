#include "edge/net/trusted_proxies.hpp"

#include <algorithm>

#include "edge/net/head_text.hpp"

namespace callbackd::edge {

namespace ip = boost::asio::ip;

namespace {

constexpr unsigned kByteBits = 8;

std::vector<unsigned char> bytes_of(ip::address const& address) {
  if (address.is_v4()) {
    auto const bytes = address.to_v4().to_bytes();
    return {bytes.begin(), bytes.end()};
  }
  auto const bytes = address.to_v6().to_bytes();
  return {bytes.begin(), bytes.end()};
}

// Whether the first `bits` bits of both addresses are equal. The result is false if one address is
// IPv4 and the other IPv6.
bool same_prefix(ip::address const& one, ip::address const& other, unsigned bits) {
  if (one.is_v4() != other.is_v4()) return false;
  auto const a = bytes_of(one);
  auto const b = bytes_of(other);
  auto const whole = bits / kByteBits;
  if (!std::equal(a.begin(), a.begin() + whole, b.begin())) return false;
  auto const rest = bits % kByteBits;
  return rest == 0 || (a[whole] ^ b[whole]) >> (kByteBits - rest) == 0;
}

// Whether all bits behind the first `bits` are zero. In 10.1.0.0/8, for example, they are not.
bool has_no_host_bits(ip::address const& address, unsigned bits) {
  auto const bytes = bytes_of(address);
  for (auto bit = bits; bit < bytes.size() * kByteBits; ++bit) {
    if ((bytes[bit / kByteBits] >> (kByteBits - 1 - bit % kByteBits) & 1U) != 0) return false;
  }
  return true;
}

}  // namespace

ip::address without_mapping(ip::address const& address) {
  if (address.is_v4() || !address.to_v6().is_v4_mapped()) return address;
  return ip::make_address_v4(ip::v4_mapped, address.to_v6());
}

bool is_port(std::string_view text) {
  constexpr std::uint64_t kPortMost = 65'535;
  auto const port = whole_number(text);
  return port && *port <= kPortMost;
}

std::optional<Network> Network::parse(std::string_view text) {
  auto const slash = text.find('/');
  // An address with a zone (fe80::1%eth0) is refused: the zone names an interface of one machine.
  if (text.find('%') != std::string_view::npos) return std::nullopt;
  boost::system::error_code error;
  Network network;
  network.first_ = ip::make_address(std::string(text.substr(0, slash)), error);
  if (error) return std::nullopt;
  unsigned const most = network.first_.is_v4() ? 32 : 128;
  network.prefix_bits_ = most;
  if (slash != std::string_view::npos) {
    auto const bits = whole_number(text.substr(slash + 1));
    if (!bits || *bits > most) return std::nullopt;
    network.prefix_bits_ = static_cast<unsigned>(*bits);
  }
  if (!has_no_host_bits(network.first_, network.prefix_bits_)) return std::nullopt;
  // ::ffff:10.0.0.0/104 becomes 10.0.0.0/8. A prefix shorter than /96 is refused, because such a
  // network would contain IPv4 and IPv6 addresses.
  auto const plain = without_mapping(network.first_);
  if (plain != network.first_) {
    constexpr unsigned kMappedBits = 96;
    if (network.prefix_bits_ < kMappedBits) return std::nullopt;
    network.first_ = plain;
    network.prefix_bits_ -= kMappedBits;
  }
  return network;
}

bool Network::contains(ip::address const& address) const {
  return same_prefix(first_, without_mapping(address), prefix_bits_);
}

bool Network::overlaps(Network const& other) const {
  return same_prefix(first_, other.first_, std::min(prefix_bits_, other.prefix_bits_));
}

bool any_contains(Networks const& networks, ip::address const& address) {
  return std::any_of(networks.begin(), networks.end(),
                     [&](Network const& network) { return network.contains(address); });
}

}  // namespace callbackd::edge
