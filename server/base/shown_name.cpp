#include "base/shown_name.hpp"

#include <algorithm>
#include <array>

#include "base/characters.hpp"

namespace callbackd::base {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// Code points that nobody can see: spaces, the code points that Unicode calls
// Default_Ignorable_Code_Point, and some that are drawn as nothing, for example the blank Braille
// pattern (U+2800).
constexpr std::array kInvisible{
    Range{0x20, 0x20},       Range{0xA0, 0xA0},       Range{0xAD, 0xAD},
    Range{0x34F, 0x34F},     Range{0x61C, 0x61C},     Range{0x115F, 0x1160},
    Range{0x1680, 0x1680},   Range{0x17B4, 0x17B5},   Range{0x180B, 0x180F},
    Range{0x2000, 0x200F},   Range{0x2028, 0x202F},   Range{0x205F, 0x206F},
    Range{0x2800, 0x2800},   Range{0x3000, 0x3000},   Range{0x3164, 0x3164},
    Range{0xFE00, 0xFE0F},   Range{0xFEFF, 0xFEFF},   Range{0xFFA0, 0xFFA0},
    Range{0xFFF0, 0xFFFB},   Range{0x1BCA0, 0x1BCA3}, Range{0x1D159, 0x1D159},
    Range{0x1D173, 0x1D17A}, Range{0xE0000, 0xE0FFF},
};

// Whether `c` is a control character. The separators of lines and paragraphs (U+2028, U+2029) count
// too, because they end a line.
bool is_control(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x2028 || c == 0x2029;
}

}  // namespace

bool turns_direction(char32_t c) {
  return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

bool is_invisible(char32_t c) {
  return std::any_of(kInvisible.begin(), kInvisible.end(),
                     [c](Range range) { return c >= range.first && c <= range.last; });
}

std::string_view fault_of_name(std::string_view name) {
  bool control = false;
  bool turns = false;
  bool visible = name.empty();
  each_character(name, [&](char32_t c) {
    control = control || is_control(c);
    turns = turns || turns_direction(c);
    visible = visible || !is_invisible(c);
  });
  if (control) return "Must not contain control characters.";
  if (turns) return "Must not contain characters that change the direction of the text.";
  return visible ? std::string_view{} : "Must have at least one visible character.";
}

}  // namespace callbackd::base
