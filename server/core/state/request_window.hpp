// RequestWindow: counts, for each key (a site, a number, an address, …), the requests of the last
// `length` (a sliding window). The present time is a parameter. As long as a key is remembered, its
// count is never lower than the number of its requests. Memory is limited in two ways. Requests of
// a busy key within one sixtieth of the window are counted together, as if all were as late as the
// last of them. At most two times keys_most keys are remembered; the keys that were not seen for
// the longest time are forgotten first. RequestLimits and DialRates own several. Engine thread.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/hash_tables.hpp"
#include "base/instant.hpp"

namespace callbackd::core {

class RequestWindow {
 public:
  struct Key {
    std::uint32_t site = 0;
    std::uint64_t what = 0;  // a number, an address, … of that site; the same kind in one window
    bool operator==(Key const&) const = default;
    void add_to(base::SipHash& hash) const { hash.word(site), hash.word(what); }
  };
  RequestWindow(base::Duration length, std::size_t keys_most, base::HashKey hash_key)
      : length_(length), keys_most_(keys_most), hash_key_(hash_key) {}

  // How long until fewer than `most` requests of this key are in the window. Zero: fewer than
  // `most` are in it now. `most` must not be 0.
  base::Duration wait(Key key, std::uint64_t most, base::Instant now) const;
  std::uint64_t count(Key key, base::Instant now) const;  // how many lie in the window
  void add(Key key, base::Instant at);                    // `at` never falls
  std::size_t keys() const { return young_.size() + old_.size(); }

 private:
  static constexpr std::size_t kCountedExactly = 60;
  static constexpr int kParts = 60;

  struct Taken {
    base::Instant last;  // of the latest of them; all count until it leaves the window
    std::uint32_t count = 0;
  };
  using Log = std::vector<Taken>;
  using Logs = base::KeyedMap<Key, Log>;

  Log const* find(Key key) const;  // nullptr: not remembered
  std::int64_t part_of(base::Instant at) const;
  void age(base::Instant now);

  base::Duration length_;
  std::size_t keys_most_;
  base::HashKey hash_key_;
  // The keys are in three generations, so that old keys are forgotten without a search. young_:
  // keys seen since young_since_. old_: keys seen before that. A key that is seen again moves from
  // old_ to young_. going_: forgotten keys, which are freed a few at a time, so that no request
  // waits for thousands of them. When young_ is as old as a window, it becomes old_, and the former
  // old_ becomes going_. If going_ still has keys then, this waits until all are freed, so some
  // keys are only remembered longer. When young_ is full, the same happens without a wait. By then
  // going_ is empty, because each request has freed some of its keys.
  Logs young_{hash_key_}, old_{hash_key_}, going_{hash_key_};
  base::Instant young_since_ = base::Instant::min();
};

}  // namespace callbackd::core
