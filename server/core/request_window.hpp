// How many requests were taken for each key (a site, a number, an address …) in the last so and so
// long. Engine thread; time is a parameter. Never counts fewer than there were; memory is bounded:
// a busy key is counted a sixtieth of the window coarsely, and beyond keys_most keys the ones that
// were not seen for longest are forgotten.
#pragma once
#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "base/instant.hpp"

namespace callbackd::core {

class RequestWindow {
 public:
  struct Key {
    std::uint32_t site = 0;
    std::uint64_t what = 0;  // of that site: a number, an address …; the window says which
    bool operator==(Key const&) const = default;
  };
  RequestWindow(base::Duration length, std::size_t keys_most)
      : length_(length), keys_most_(keys_most) {}

  // How long until fewer than `most` lie in the window; zero: now.
  base::Duration wait(Key key, std::uint64_t most, base::Instant now) const;
  void add(Key key, base::Instant at);  // `at` never falls
  std::size_t keys() const { return young_.size() + old_.size(); }

 private:
  static constexpr std::size_t kCountedExactly = 60;
  static constexpr int kSlots = 60;

  struct Taken {
    base::Instant last;  // all of them count until this one leaves the window
    std::uint32_t count = 0;
  };
  struct Hash {
    std::size_t operator()(Key key) const {
      auto const mixed = (key.what ^ key.site * 0x9E37'79B9'7F4A'7C15U) * 0xBF58'476D'1CE4'E5B9U;
      return static_cast<std::size_t>(mixed ^ (mixed >> 31U));
    }
  };
  using Log = std::vector<Taken>;
  using Logs = std::unordered_map<Key, Log, Hash>;

  std::int64_t slot(base::Instant at) const;
  void age(base::Instant now);

  base::Duration length_;
  std::size_t keys_most_;
  // Seen since young_since_; seen before. What was not seen for a whole window moves on and goes, a
  // few at a time: nobody waits for thousands to be freed.
  Logs young_, old_, going_;
  base::Instant young_since_ = base::Instant::min();
};

}  // namespace callbackd::core
