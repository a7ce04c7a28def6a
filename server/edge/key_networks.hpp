// From which networks each secret key was used in the last 30 days: a use from another one leaves a
// trail, as somebody may have found the key. Networks (IPv4 /24, IPv6 /48) are known as keyed
// hashes, in the table key_network; here only those that were seen lately. Any thread.
#pragma once
#include <map>
#include <mutex>
#include <set>
#include <string>

#include "base/uuid.hpp"
#include "edge/secrets.hpp"
#include "edge/trail.hpp"
#include "engine/ports.hpp"
#include "records/records.hpp"

namespace callbackd::edge {

class KeyNetworks {
 public:
  KeyNetworks(records::Records& records, engine::Clock const& clock, Trail& trail, KeyedHash hash)
      : records_(records), clock_(clock), trail_(trail), hash_(std::move(hash)) {}

  void used(records::Hash const& key, std::string const& site, Trail::Address const& from);

 private:
  static constexpr std::size_t kSeenMost = 20'000;
  static constexpr std::size_t kAskingMost = 16;  // the next use asks again
  static constexpr std::chrono::hours kStoredAnew{24};

  records::Records& records_;
  engine::Clock const& clock_;
  Trail& trail_;
  KeyedHash const hash_;
  std::mutex mutex_;
  // By the hash of key and network. Ordered, not hashed.
  std::map<base::Uuid, base::Instant> seen_;
  std::set<base::Uuid> asking_;
};

}  // namespace callbackd::edge
