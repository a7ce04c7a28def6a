#include "edge/number_text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "base/characters.hpp"
#include "base/shown_name.hpp"

namespace callbackd::edge {
namespace {

constexpr std::size_t kVanityLettersLeast = 3;  // the same number as in libphonenumber

// The labels of extensions that are accepted. libphonenumber reads more labels than these.
constexpr std::array<std::string_view, 12> kExtensionLabels{
    "x",         "xt",  "xtn",   "ext", "extn", "extension",
    "extensión", "int", "anexo", "доб", "ｘ",   "ｅｘｔ"};

bool is_ascii_letter(char32_t c) {
  return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z');
}

// Whether the character is a digit of the most common keyboards: ASCII, Arabic-Indic, Persian,
// Devanagari or full width. libphonenumber also reads the digits of other scripts.
bool is_digit(char32_t c) {
  return (c >= U'0' && c <= U'9') || (c >= 0x660 && c <= 0x669) || (c >= 0x6F0 && c <= 0x6F9) ||
         (c >= 0x966 && c <= 0x96F) || (c >= 0xFF10 && c <= 0xFF19);
}

bool is_wide_space(char32_t c) {
  return c == 0xA0 || c == 0xAD || (c >= 0x2000 && c <= 0x200B) || c == 0x202F || c == 0x2060 ||
         c == 0x3000;
}

bool is_wide_hyphen(char32_t c) {
  return (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0x30FC || c == 0xFF0D;
}

bool groups_digits(char32_t c) {
  constexpr char32_t kWideDot = 0xFF0E;
  return c == U' ' || c == U'-' || c == U'.' || c == kWideDot || is_wide_space(c) ||
         is_wide_hyphen(c);
}

bool is_foreign_sign(char32_t c) {
  constexpr std::u32string_view kSigns = U"*#~\u2053\u223C\uFF03\uFF0A\uFF5E";
  return kSigns.find(c) != std::u32string_view::npos;
}

// Whether a character beyond ASCII is certainly not a letter. All other characters beyond ASCII
// count as letters.
bool is_wide_sign(char32_t c) {
  bool const sign = c == 0x223C || c == 0xFF5E || (c >= 0xFF08 && c <= 0xFF0F);
  // Invisible characters come with a number that is copied from a list of contacts. Nobody typed
  // them, so they do not count as letters.
  bool const around = c != 0x20 && (base::turns_direction(c) || base::is_invisible(c));
  return is_wide_space(c) || is_wide_hyphen(c) || is_digit(c) || sign || around;
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

// `joined` becomes false at the first character that does not fit the form of a vanity number.
bool is_vanity(std::string_view text) {
  std::size_t letters = 0;
  bool digits_first = false;
  bool ended = false;
  bool joined = true;
  base::each_character(text, [&](char32_t c) {
    if (letters == 0 && is_digit(c)) digits_first = true;
    bool const letter = is_letter(c);
    if (letter) joined = joined && digits_first && !ended && is_ascii_letter(c);
    if (letter) ++letters;
    if (letters == 0 || letter) return;
    bool const ascii_digit = c < 0x80 && is_digit(c);
    if (c != U'-' && !ascii_digit) ended = true;
    joined = joined && !(ended && is_digit(c));
  });
  return joined && letters >= kVanityLettersLeast;
}

std::string without_letters(std::string_view vanity) {
  std::string rest;
  for (char const c : vanity) {
    if (!is_ascii_letter(static_cast<unsigned char>(c))) rest += c;
  }
  return rest;
}

bool has_foreign_sign(std::string_view text) {
  bool found = false;
  base::each_character(text, [&](char32_t c) { found = found || is_foreign_sign(c); });
  return found;
}

std::vector<std::size_t> possible_begins(std::string_view text) {
  std::vector<std::size_t> begins;
  bool digits = false;
  bool apart = false;  // something that does not group digits came after the last digit
  bool dot = false;
  std::size_t at = 0;
  base::each_character(text, [&](char32_t c) {
    auto const here = at;
    do ++at;
    while (at < text.size() && !base::begins_character(text[at]));
    bool const begins_number = is_digit(c) || c == U'+';
    if (begins_number && digits && apart) begins.push_back(here);
    apart = !begins_number && (apart || (dot && c == U' ') || !groups_digits(c));
    dot = c == U'.';
    digits = digits || is_digit(c);
  });
  return begins;
}

std::vector<std::size_t> possible_ends(std::string_view text) {
  std::vector<std::size_t> ends;
  std::optional<std::size_t> sign;  // the first sign after the last digit that does not group
  bool digits = false;
  std::size_t at = 0;
  base::each_character(text, [&](char32_t c) {
    auto const here = at;
    do ++at;
    while (at < text.size() && !base::begins_character(text[at]));
    if (is_digit(c)) {
      if (sign) ends.push_back(*sign);
      sign.reset();
      digits = true;
    } else if (digits && !sign && !groups_digits(c)) {
      sign = here;
    }
  });
  return ends;
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
