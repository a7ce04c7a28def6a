#include "base/uuid.hpp"

namespace callbackd::base {
namespace {

constexpr std::size_t kTextChars = 36;
constexpr std::string_view kHexDigits = "0123456789abcdef";

constexpr bool is_hyphen_place(std::size_t at) {
  return at == 8 || at == 13 || at == 18 || at == 23;
}

}  // namespace

std::array<unsigned char, 16> Uuid::bytes() const {
  std::array<unsigned char, 16> out{};
  for (std::size_t i = 0; i < 8; ++i) {
    auto const shift = 56 - 8 * i;
    out[i] = static_cast<unsigned char>(high >> shift);
    out[8 + i] = static_cast<unsigned char>(low >> shift);
  }
  return out;
}

Uuid make_uuid7(Instant at, std::uint64_t random_a, std::uint64_t random_b) {
  auto const since_epoch = std::chrono::floor<std::chrono::milliseconds>(at.time_since_epoch());
  auto const millis = static_cast<std::uint64_t>(since_epoch.count());
  constexpr std::uint64_t kVersion = 0x7000;
  constexpr std::uint64_t kVariant = 0x8000'0000'0000'0000;
  return Uuid{.high = (millis << 16) | kVersion | (random_a & 0x0FFF),
              .low = kVariant | (random_b & 0x3FFF'FFFF'FFFF'FFFF)};
}

std::string to_text(Uuid const& id) {
  std::string text;
  text.reserve(kTextChars);
  for (unsigned char const byte : id.bytes()) {
    if (is_hyphen_place(text.size())) text += '-';
    text += kHexDigits[byte >> 4];
    text += kHexDigits[byte & 0x0F];
  }
  return text;
}

std::optional<Uuid> uuid_from_text(std::string_view text) {
  if (text.size() != kTextChars) return std::nullopt;
  Uuid id;
  for (std::size_t i = 0; i < kTextChars; ++i) {
    if (is_hyphen_place(i)) {
      if (text[i] != '-') return std::nullopt;
      continue;
    }
    auto const digit = kHexDigits.find(text[i]);
    if (digit == std::string_view::npos) return std::nullopt;
    auto& half = i < 18 ? id.high : id.low;
    half = (half << 4) | digit;
  }
  return id;
}

}  // namespace callbackd::base
