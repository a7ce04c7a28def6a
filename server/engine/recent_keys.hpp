// RecentKeys has the Idempotency-Keys of the last minutes: being committed, or just committed. The
// edge looks older ones up in PostgreSQL before it posts. Two posts with one key may both look
// there before either is committed, and both find nothing; the engine handles them one after the
// other and finds the first one here. So a key is never written twice. Engine's thread only.
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

  // nullptr: not used within kKept.
  Use const* find(IdempotencyKey const& key, base::Instant now);
  void add(IdempotencyKey const& key, Use use, base::Instant now);

 private:
  // Much longer than the edge's look-up in PostgreSQL (records), whose statement is ended by a
  // time-out after seconds.
  static constexpr std::chrono::minutes kKept{10};
  static std::string name(IdempotencyKey const& key);

  base::KeyedMap<std::string, Use> uses_;
  std::deque<std::pair<base::Instant, std::string>> by_age_;
};

}  // namespace callbackd::engine
