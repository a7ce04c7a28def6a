// Uuid: a 128-bit UUID (RFC 9562) as a value. The ids of callbacks are UUIDs of version 7. The
// caller passes in the random bits. Any thread.
#pragma once
#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/instant.hpp"

namespace callbackd::base {

struct Uuid {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  auto operator<=>(Uuid const&) const = default;
  bool is_nil() const { return high == 0 && low == 0; }
  std::array<unsigned char, 16> bytes() const;  // big-endian, as PostgreSQL's binary uuid
};

// Makes a UUID of version 7: 48 bits of Unix time in milliseconds, then 12 bits of `random_a` and
// 62 bits of `random_b`.
Uuid make_uuid7(Instant at, std::uint64_t random_a, std::uint64_t random_b);
std::string to_text(Uuid const& id);                        // 36 characters, lower case
std::optional<Uuid> uuid_from_text(std::string_view text);  // exactly that form, else nullopt

}  // namespace callbackd::base

template <>
struct std::hash<callbackd::base::Uuid> {
  std::size_t operator()(callbackd::base::Uuid const& id) const noexcept {
    return static_cast<std::size_t>(id.high * 0x9E3779B97F4A7C15ULL ^ id.low);
  }
};
