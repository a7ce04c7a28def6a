// Numbers of chance by what they are for: the same seed, customer and purpose give the same number,
// whatever else happens, so two definitions meet the same customers. A value; integers only, so
// every machine draws the same.
#pragma once
#include <cstdint>

namespace callbackd::forecast {

class Chance {
 public:
  explicit Chance(std::uint64_t seed) : state_(mixed(seed + kStep)) {}

  // A stream of its own, the same however much was drawn from this one's other streams.
  Chance of(std::uint64_t what) const { return Chance{state_ ^ mixed(what + kStep)}; }
  template <typename Enum>
  Chance of(Enum what, std::uint64_t number) const {
    return of(static_cast<std::uint64_t>(what)).of(number);
  }

  std::uint64_t next() { return mixed(state_ += kStep); }
  std::uint64_t below(std::uint64_t end) {
    __extension__ typedef unsigned __int128 Wide;
    return static_cast<std::uint64_t>(Wide{next()} * end >> 64);
  }
  bool percent(int chance) { return below(100) < static_cast<std::uint64_t>(chance); }

 private:
  static constexpr std::uint64_t kStep = 0x9E3779B97F4A7C15ULL;
  static std::uint64_t mixed(std::uint64_t bits) {  // splitmix64
    bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9ULL;
    bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EBULL;
    return bits ^ (bits >> 31);
  }
  std::uint64_t state_;
};

}  // namespace callbackd::forecast
