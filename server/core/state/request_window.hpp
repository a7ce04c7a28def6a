// How many requests were taken for each key (a site, a number, an address …) in the last so and so
// long. Engine thread; time is a parameter. Never counts fewer than there were; memory is bounded:
// a busy key is counted a sixtieth of the window coarsely, and beyond keys_most keys the ones that
// were not seen for longest are forgotten.
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
    std::uint64_t what = 0;  // of that site: a number, an address …; the window says which
    bool operator==(Key const&) const = default;
    void add_to(base::SipHash& hash) const { hash.word(site), hash.word(what); }
  };
  RequestWindow(base::Duration length, std::size_t keys_most, base::HashKey hash_key)
      : length_(length), keys_most_(keys_most), hash_key_(hash_key) {}

  // How long until fewer than `most` lie in the window; zero: now.
  base::Duration wait(Key key, std::uint64_t most, base::Instant now) const;
  std::uint64_t count(Key key, base::Instant now) const;  // what lies in the window
  void add(Key key, base::Instant at);                    // `at` never falls
  std::size_t keys() const { return young_.size() + old_.size(); }

 private:
  static constexpr std::size_t kCountedExactly = 60;
  static constexpr int kSlots = 60;

  struct Taken {
    base::Instant last;  // all of them count until this one leaves the window
    std::uint32_t count = 0;
  };
  using Log = std::vector<Taken>;
  using Logs = base::KeyedMap<Key, Log>;

  Log const* find(Key key) const;  // nullptr: nothing is known of it
  std::int64_t slot(base::Instant at) const;
  void age(base::Instant now);

  base::Duration length_;
  std::size_t keys_most_;
  base::HashKey hash_key_;
  // Seen since young_since_; seen before. What was not seen for a whole window moves on and goes, a
  // few at a time: nobody waits for thousands to be freed.
  Logs young_{hash_key_}, old_{hash_key_}, going_{hash_key_};
  base::Instant young_since_ = base::Instant::min();
};

}  // namespace callbackd::core
