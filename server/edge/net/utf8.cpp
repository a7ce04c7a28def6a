#include "edge/net/utf8.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace callbackd::edge {
namespace {

using Byte = unsigned char;

bool is_continuation(Byte byte) {
  return (byte & 0xC0) == 0x80;
}

// Returns the length in bytes of the well-formed sequence at `at`, or 0 if there is none. The rules
// are the table of well-formed UTF-8 byte sequences in the Unicode standard (chapter 3, D92).
std::size_t sequence(Byte const* at, std::size_t left) {
  Byte const first = at[0];
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4) return 0;
  std::size_t const size = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if (left < size) return 0;
  Byte low = 0x80;
  Byte high = 0xBF;
  if (first == 0xE0) low = 0xA0;
  if (first == 0xED) high = 0x9F;
  if (first == 0xF0) low = 0x90;
  if (first == 0xF4) high = 0x8F;
  if (at[1] < low || at[1] > high) return 0;
  for (std::size_t i = 2; i < size; ++i) {
    if (!is_continuation(at[i])) return 0;
  }
  return size;
}

}  // namespace

bool is_utf8(std::string_view text) {
  auto const* at = reinterpret_cast<Byte const*>(text.data());
  auto const* const end = at + text.size();
  while (at != end) {
    // Almost all text is ASCII, so eight bytes are checked at a time.
    while (end - at >= 8) {
      std::uint64_t word;
      std::memcpy(&word, at, 8);
      if ((word & 0x8080808080808080ULL) != 0) break;
      at += 8;
    }
    if (at == end) break;
    auto const size = sequence(at, static_cast<std::size_t>(end - at));
    if (size == 0) return false;
    at += size;
  }
  return true;
}

bool ends_inside_character(std::string_view text) {
  constexpr std::size_t kLongest = 4;
  for (std::size_t back = 1; back <= std::min(text.size(), kLongest - 1); ++back) {
    auto const byte = static_cast<unsigned char>(text[text.size() - back]);
    if (byte < 0x80) return false;
    if (byte < 0xC0) continue;  // a continuation byte: look for its first byte
    std::size_t const whole = byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
    return back < whole;
  }
  return false;
}

}  // namespace callbackd::edge
