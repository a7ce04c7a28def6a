#include "edge/number_text.hpp"

#include <algorithm>
#include <cstdint>

namespace callbackd::edge {
namespace {

constexpr std::size_t kVanityLettersLeast = 3;  // as libphonenumber wants them

bool is_ascii_letter(char32_t c) {
  return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z');
}

// Digits of other scripts are libphonenumber's to read; here only what is certainly no letter.
bool is_wide_sign(char32_t c) {
  bool const space = c == 0xA0 || c == 0xAD || (c >= 0x2000 && c <= 0x2015) || c == 0x202F ||
                     c == 0x2060 || c == 0x3000;
  bool const digit = (c >= 0x660 && c <= 0x669) || (c >= 0x6F0 && c <= 0x6F9) ||
                     (c >= 0x966 && c <= 0x96F) || (c >= 0xFF10 && c <= 0xFF19);
  bool const sign =
      c == 0x2212 || c == 0x30FC || c == 0x223C || c == 0xFF5E || (c >= 0xFF08 && c <= 0xFF0F);
  return space || digit || sign;
}

bool is_letter(char32_t c) {
  if (c < 0x80) return is_ascii_letter(c);
  return !is_wide_sign(c);
}

// The text is valid UTF-8: what is not was refused with its JSON.
template <typename Take>
void each_character(std::string_view text, Take take) {
  for (std::size_t at = 0; at < text.size();) {
    auto const first = static_cast<unsigned char>(text[at++]);
    char32_t c = first < 0x80 ? first : first < 0xE0 ? first & 0x1FU : first & 0x0FU;
    if (first >= 0xF0) c = first & 0x07U;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) {
      c = c << 6U | (static_cast<unsigned char>(text[at++]) & 0x3FU);
    }
    take(c);
  }
}

}  // namespace

bool has_letters(std::string_view text) {
  bool found = false;
  each_character(text, [&](char32_t c) { found = found || is_letter(c); });
  return found;
}

bool is_vanity(std::string_view text) {
  std::size_t letters = 0;
  bool inside = false;
  bool plain = true;
  each_character(text, [&](char32_t c) {
    if (c == U'(' || c == U')') inside = c == U'(';
    if (!is_letter(c)) return;
    ++letters;
    plain = plain && is_ascii_letter(c) && !inside;
  });
  return plain && letters >= kVanityLettersLeast;
}

}  // namespace callbackd::edge
