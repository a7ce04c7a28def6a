#include "edge/number_text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "base/characters.hpp"
#include "base/shown_name.hpp"

namespace callbackd::edge {
namespace {

constexpr std::size_t kVanityLettersLeast = 3;  // as libphonenumber wants them

// Of those that libphonenumber reads.
constexpr std::array<std::string_view, 12> kExtensionLabels{
    "x",         "xt",  "xtn",   "ext", "extn", "extension",
    "extensión", "int", "anexo", "доб", "ｘ",   "ｅｘｔ"};

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
  // Pasted along from a list of contacts; they are nothing that somebody meant.
  bool const around = c != 0x20 && (base::turns_direction(c) || base::is_invisible(c));
  return space || digit || sign || around;
}

bool is_letter(char32_t c) {
  if (c < 0x80) return is_ascii_letter(c);
  return !is_wide_sign(c);
}

}  // namespace

bool has_letters(std::string_view text) {
  bool found = false;
  base::each_character(text, [&](char32_t c) { found = found || is_letter(c); });
  return found;
}

bool is_vanity(std::string_view text) {
  std::size_t letters = 0;
  bool inside = false;
  bool plain = true;
  base::each_character(text, [&](char32_t c) {
    if (c == U'(' || c == U')') inside = c == U'(';
    if (!is_letter(c)) return;
    ++letters;
    plain = plain && is_ascii_letter(c) && !inside;
  });
  return plain && letters >= kVanityLettersLeast;
}

bool is_extension_label(std::string_view text) {
  if (!has_letters(text)) return true;
  std::string word;
  for (char const c : text) {
    auto const code = static_cast<unsigned char>(c);
    if (is_ascii_letter(code)) word += static_cast<char>(code | 0x20U);
    if (code >= 0x80) word += c;
  }
  return std::find(kExtensionLabels.begin(), kExtensionLabels.end(), word) !=
         kExtensionLabels.end();
}

}  // namespace callbackd::edge
