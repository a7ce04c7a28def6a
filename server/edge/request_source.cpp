#include "edge/request_source.hpp"

#include <algorithm>
#include <array>

namespace callbackd::edge {
namespace {

using Bytes = boost::asio::ip::address_v6::bytes_type;

constexpr std::array<unsigned char, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr std::array<unsigned char, 12> kNat64{0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};

bool begins_with(Bytes const& address, std::array<unsigned char, 12> const& prefix) {
  return std::equal(prefix.begin(), prefix.end(), address.begin());
}

std::uint64_t number(Bytes const& bytes, std::size_t from, std::size_t to) {
  std::uint64_t value = 0;
  for (auto i = from; i < to; ++i) value = value << 8U | bytes[i];
  return value;
}

}  // namespace

base::Source source_of(boost::asio::ip::address const& peer) {
  if (peer.is_v4()) return base::Source::of_ipv4(peer.to_v4().to_uint());
  auto const bytes = peer.to_v6().to_bytes();
  if (begins_with(bytes, kMapped) || begins_with(bytes, kNat64)) {
    return base::Source::of_ipv4(static_cast<std::uint32_t>(number(bytes, 12, 16)));
  }
  return base::Source::of_ipv6(number(bytes, 0, 8));
}

}  // namespace callbackd::edge
