// The Idempotency-Keys of the last minutes, being committed or just committed. The edge looks older
// ones up in PostgreSQL before it posts; this covers the time between that look and the commit, so
// a key is never written twice. Engine thread only.
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
    std::uint64_t journal_seq = 0;  // of the batch that writes it
  };

  Use const* find(IdempotencyKey const& key, base::Instant now);
  void add(IdempotencyKey const& key, Use use, base::Instant now);

 private:
  // Longer than any look-up may take (records' statement time-out).
  static constexpr std::chrono::minutes kKept{10};
  static std::string name(IdempotencyKey const& key);

  base::KeyedMap<std::string, Use> uses_;
  std::deque<std::pair<base::Instant, std::string>> by_age_;
};

}  // namespace callbackd::engine
