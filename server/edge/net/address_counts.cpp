#include "edge/net/address_counts.hpp"

#include <algorithm>

namespace callbackd::edge {

namespace ip = boost::asio::ip;

ip::address counted_as(ip::address const& address) {
  if (address.is_v4()) return address;
  auto const v6 = address.to_v6();
  if (v6.is_v4_mapped()) return ip::make_address_v4(ip::v4_mapped, v6);
  auto bytes = v6.to_bytes();
  std::fill(bytes.begin() + 8, bytes.end(), std::uint8_t{0});
  return ip::address_v6(bytes);
}

bool AddressCounts::add(ip::address const& address, std::size_t most) {
  std::lock_guard const lock(mutex_);
  auto const found = counts_.try_emplace(counted_as(address), 0).first;
  if (found->second >= most) {
    if (found->second == 0) counts_.erase(found);
    return false;
  }
  ++found->second;
  return true;
}

void AddressCounts::remove(ip::address const& address) {
  std::lock_guard const lock(mutex_);
  auto const found = counts_.find(counted_as(address));
  if (found != counts_.end() && --found->second == 0) counts_.erase(found);
}

}  // namespace callbackd::edge
