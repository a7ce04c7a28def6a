// Chance gives random numbers that depend only on a seed and on what they are for. The same seed,
// customer and purpose give the same number, whatever else was drawn. So two site definitions are
// simulated with the same customers. of() makes a stream of numbers for one thing, and next() draws
// from a stream. Example: seed → of(customer) → of(purpose) → below(100). The generator is
// splitmix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014). It
// uses integers only, so every machine gets the same numbers. A value; any thread.
#pragma once
#include <cstdint>

namespace callbackd::forecast {

class Chance {
 public:
  explicit Chance(std::uint64_t seed) : state_(mixed(seed + kStep)) {}

  // Makes a new stream for `what`. The result changes if a number was drawn from this stream
  // before. It does not depend on other streams. So call of() on a stream only before its first
  // next().
  Chance of(std::uint64_t what) const { return Chance{state_ ^ mixed(what + kStep)}; }
  template <typename Enum>
  Chance of(Enum what, std::uint64_t number) const {
    return of(static_cast<std::uint64_t>(what)).of(number);
  }

  std::uint64_t next() { return mixed(state_ += kStep); }
  // A number from 0 to end - 1. It is the high half of a 128-bit product.
  std::uint64_t below(std::uint64_t end) {
    __extension__ typedef unsigned __int128 Wide;
    return static_cast<std::uint64_t>(Wide{next()} * end >> 64);
  }
  // True with a probability of `chance` percent.
  bool percent(int chance) { return below(100) < static_cast<std::uint64_t>(chance); }

 private:
  static constexpr std::uint64_t kStep = 0x9E3779B97F4A7C15ULL;
  static std::uint64_t mixed(std::uint64_t bits) {  // the mixing function of splitmix64
    bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9ULL;
    bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EBULL;
    return bits ^ (bits >> 31);
  }
  std::uint64_t state_;
};

}  // namespace callbackd::forecast
