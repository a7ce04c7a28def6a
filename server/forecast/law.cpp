#include "forecast/law.hpp"

#include <algorithm>
#include <array>
#include <bit>

namespace callbackd::forecast {
namespace {

__extension__ typedef __int128 Wide;
__extension__ typedef unsigned __int128 UnsignedWide;

// Fixed-point numbers with 32 bits after the binary point.
using Q32 = std::int64_t;
constexpr int kBits = 32;
constexpr Q32 kOne = Q32{1} << kBits;
constexpr Q32 kLn2 = 2'977'044'472;  // 0.693147…
constexpr Q32 kZOfNinetieth =
    5'504'221'816;  // 1.281551…: 90th percentile of the standard normal distribution
constexpr Duration kLongest = std::chrono::hours{24 * 366};

Q32 multiplied(Q32 a, Q32 b) {
  return static_cast<Q32>(Wide{a} * b >> kBits);
}
Duration scaled(Duration value, Q32 by) {
  return Duration{static_cast<std::int64_t>(Wide{value.count()} * by >> kBits)};
}

// The binary logarithm of an integer above 0. The integer part is the index of the highest bit. The
// fraction is computed bit by bit: the mantissa (from 1 to below 2) is squared. If the square is 2
// or more, the bit is 1 and the square is halved.
Q32 log2_of(std::uint64_t number) {
  int const whole = 63 - std::countl_zero(number);
  std::uint64_t mantissa = number << (63 - whole);  // with 63 bits after the point
  Q32 fraction = 0;
  for (int bit = kBits - 1; bit >= 0; --bit) {
    UnsignedWide const square = UnsignedWide{mantissa} * mantissa >> 63;
    bool const two = square >> 64 != 0;
    if (two) fraction |= Q32{1} << bit;
    mantissa = static_cast<std::uint64_t>(two ? square >> 1 : square);
  }
  return (Q32{whole} << kBits) + fraction;
}

// The square root, rounded down, by bisection.
std::uint64_t root_of(UnsignedWide square) {
  UnsignedWide low = 0;
  UnsignedWide high = UnsignedWide{1} << 64;
  while (high - low > 1) {
    UnsignedWide const middle = low + (high - low) / 2;
    (middle * middle <= square ? low : high) = middle;
  }
  return static_cast<std::uint64_t>(low);
}

// The numbers 2^(1/2), 2^(1/4), 2^(1/8), … with 62 bits after the binary point.
std::array<std::uint64_t, kBits> const& roots_of_two() {
  static auto const kRoots = [] {
    std::array<std::uint64_t, kBits> roots{};
    std::uint64_t last = std::uint64_t{2} << 62;
    for (auto& root : roots) root = last = root_of(UnsignedWide{last} << 62);
    return roots;
  }();
  return kRoots;
}

// Computes value × 2^exponent, at most kLongest. For each bit of the exponent's fraction that is 1,
// it multiplies with one of the roots of two. The integer part of the exponent is a shift.
Duration times_two_to(Duration value, Q32 exponent) {
  UnsignedWide factor = UnsignedWide{1} << 62;
  for (int bit = 0; bit < kBits; ++bit) {
    bool const set = (exponent >> (kBits - 1 - bit) & 1) != 0;
    if (set) factor = factor * roots_of_two()[static_cast<std::size_t>(bit)] >> 62;
  }
  auto const whole = exponent >> kBits;
  auto const base = static_cast<UnsignedWide>(value.count()) * factor >> 62;
  if (whole < 0) return Duration{static_cast<std::int64_t>(base >> std::min<Q32>(-whole, 63))};
  auto const longest = static_cast<UnsignedWide>(kLongest.count());
  if (whole > 40 || base << whole > longest) return kLongest;
  return Duration{static_cast<std::int64_t>(base << whole)};
}

// Draws from an exponential distribution by inversion: -mean × ln(u). Here u is a uniform random
// number in (0, 1], and ln(u) = log2(u) × ln 2.
Duration exponential(Duration mean, Chance& chance) {
  constexpr int kFine = 53;
  auto const number = (chance.next() >> (64 - kFine)) + 1;  // u × 2^53: 1 to 2^53, never 0
  return scaled(mean, multiplied((Q32{kFine} << kBits) - log2_of(number), kLn2));
}

// Draws from nearly a standard normal distribution: the sum of twelve uniform random numbers minus
// 6. The result is always between -6 and 6.
Q32 normal(Chance& chance) {
  Q32 sum = -6 * kOne;
  for (int i = 0; i < 12; ++i) sum += static_cast<Q32>(chance.next() >> (64 - kBits));
  return sum;
}

// Draws from a lognormal distribution: median × 2^(deviation × z), where z has the standard normal
// distribution. The deviation follows from the 90th percentile: log2(p90 / median) = deviation ×
// kZOfNinetieth.
Duration lognormal(Law const& law, Chance& chance) {
  auto const log2_of_us = [](Duration value) {
    return log2_of(static_cast<std::uint64_t>(std::max<std::int64_t>(value.count(), 1)));
  };
  auto const span = log2_of_us(law.second) - log2_of_us(law.first);
  auto const deviation = static_cast<Q32>((Wide{span} << kBits) / kZOfNinetieth);
  return times_two_to(law.first, multiplied(deviation, normal(chance)));
}

}  // namespace

Duration draw(Law const& law, Chance chance) {
  switch (law.kind) {
    case Law::Kind::kFixed:
      return law.first;
    case Law::Kind::kUniform: {
      auto const choices = (law.second - law.first).count() + 1;
      return law.first + Duration{chance.below(static_cast<std::uint64_t>(choices))};
    }
    case Law::Kind::kExponential:
      return exponential(law.first, chance);
    case Law::Kind::kErlang: {
      Duration sum{0};
      for (int i = 0; i < law.stages; ++i) sum += exponential(law.first / law.stages, chance);
      return sum;
    }
    case Law::Kind::kLognormal:
      return lognormal(law, chance);
  }
  return law.first;
}

}  // namespace callbackd::forecast
