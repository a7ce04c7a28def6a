#include "edge/key_networks.hpp"

#include "edge/request_source.hpp"

namespace callbackd::edge {
namespace {

// Returns as text the network that the servers of one company usually share: an IPv4 /24 or IPv6
// /48.
std::string network_of(Trail::Address const& address) {
  constexpr unsigned kIpv4HostBits = 8;
  auto const source = source_of(address);
  auto const networks = source.networks();
  auto const& widest = *(networks.end() - 1);
  bool const ipv4 = widest.width == 0;
  return ipv4 ? "4 " + std::to_string(source.value() >> kIpv4HostBits)
              : "6 " + std::to_string(widest.name);
}

}  // namespace

void KeyNetworks::used(records::Hash const& key, std::string const& site,
                       Trail::Address const& from) {
  auto const now = clock_.now();
  auto const network = key + network_of(from);
  {
    std::lock_guard const lock(mutex_);
    auto const seen = seen_.find(network);
    if (seen != seen_.end() && now - seen->second < kStoredAnew) return;
    if (asking_.size() >= kAskingMost || !asking_.insert(network).second) return;
  }
  records_.ask(records::RememberKeyNetwork{key, hash_(network), now},
               [this, key, site, from, network, now](auto is_new) {
                 {
                   std::lock_guard const lock(mutex_);
                   asking_.erase(network);
                   if (is_new.has_error()) return;
                   if (seen_.size() >= kSeenMost) seen_.clear();
                   seen_[network] = now;
                 }
                 if (*is_new) trail_.key_used_from_new_network(key, site, from);
               });
}

}  // namespace callbackd::edge
