// KeyNetworks notices when a secret key is used from a network from which it was not used in the
// last 30 days. Somebody may have found the key, so such a use is written to the trail (trail.hpp).
// The table key_network remembers the networks (IPv4 /24, IPv6 /48) as keyed hashes. This object
// remembers only networks that were seen lately, so that few requests ask the database. EdgeParts
// owns it. Any thread.
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

  // Says that the key was used. `from` is the client's address. It does not block.
  void used(records::Hash const& key, std::string const& site, Trail::Address const& from);

 private:
  static constexpr std::size_t kSeenMost = 20'000;
  // How many questions may be under way. If there are so many already, a use is not recorded, and
  // the next use of the key asks again.
  static constexpr std::size_t kAskingMost = 16;
  static constexpr std::chrono::hours kStoredAnew{24};  // a stored use is renewed after this time

  records::Records& records_;
  engine::Clock const& clock_;
  Trail& trail_;
  KeyedHash const hash_;
  std::mutex mutex_;
  // When each pair of site key and network was last stored. The key of the map is the hash of the
  // site key, followed by the network as text. The database gets a keyed hash of this whole text
  // instead. It is not computed before it is needed, because most uses of a key store nothing.
  std::map<std::string, base::Instant> seen_;
  std::set<std::string> asking_;
};

}  // namespace callbackd::edge
