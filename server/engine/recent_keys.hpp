// RecentKeys has the Idempotency-Keys that were used in the last ten minutes, but not those from
// before the start of the server. It also has keys whose batch is not committed yet. Committed keys
// are in PostgreSQL, where the edge looks before it posts to the engine. If two posts with the same
// key come together, both may look into PostgreSQL before either is committed, and find nothing
// there. Then the engine handles them one after the other, and the second post finds the key of the
// first one here. So no key is written twice. Owned by Loop; engine's thread only.
#pragma once
#include <deque>

#include "base/hash_tables.hpp"
#include "engine/messages.hpp"

namespace callbackd::engine {

class RecentKeys {
 public:
  explicit RecentKeys(base::HashKey key) : uses_(key) {}

  struct Use {
    base::Uuid body_hash;
    base::CallbackId callback;
    std::uint64_t journal_seq = 0;  // number of the batch that writes the key
  };

  // Returns nullptr if the key was not used within kKept.
  Use const* find(IdempotencyKey const& key, base::Instant now);
  void add(IdempotencyKey const& key, Use use, base::Instant now);

 private:
  // How long a key is kept here. The edge's look-up in PostgreSQL takes seconds at most (its
  // statement has a time-out), so it ends long before the key is dropped here.
  static constexpr std::chrono::minutes kKept{10};
  static std::string name(IdempotencyKey const& key);

  base::KeyedMap<std::string, Use> uses_;
  std::deque<std::pair<base::Instant, std::string>> by_age_;
};

}  // namespace callbackd::engine
