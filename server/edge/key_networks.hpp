// KeyNetworks notices when a secret key is used from a network from which it was not used in the
// last 30 days: that leaves a trail, as somebody may have found the key. The table key_network
// remembers networks (IPv4 /24, IPv6 /48) as keyed hashes; this object remembers only those that
// were seen lately, so that not every request asks the database. Any thread.
#pragma once
#include <map>
#include <mutex>
#include <set>
#include <string>

#include "edge/secrets.hpp"
#include "edge/trail.hpp"
#include "engine/ports.hpp"
#include "records/records.hpp"

namespace callbackd::edge {

class KeyNetworks {
 public:
  KeyNetworks(records::Records& records, engine::Clock const& clock, Trail& trail, KeyedHash hash)
      : records_(records), clock_(clock), trail_(trail), hash_(std::move(hash)) {}

  // The key was used. `from` is the client's address. It does not block.
  void used(records::Hash const& key, std::string const& site, Trail::Address const& from);

 private:
  static constexpr std::size_t kSeenMost = 20'000;
  // Questions under way. Beyond it a use is not noted; the next use of the key asks again.
  static constexpr std::size_t kAskingMost = 16;
  static constexpr std::chrono::hours kStoredAnew{24};  // a stored use is renewed after this time

  records::Records& records_;
  engine::Clock const& clock_;
  Trail& trail_;
  KeyedHash const hash_;
  std::mutex mutex_;
  // When each was last stored, by the key's hash and the network as text: a keyed hash is needed
  // only for the table, and most uses never reach it.
  std::map<std::string, base::Instant> seen_;
  std::set<std::string> asking_;
};

}  // namespace callbackd::edge
