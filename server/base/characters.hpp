// Goes through the characters of a text in UTF-8, one after the other. Pure; any thread.
#pragma once
#include <string_view>

namespace callbackd::base {

inline bool begins_character(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

// Calls take(char32_t) for each character, in order. Callers pass valid UTF-8, because the server
// refuses other text when it receives it. If a text is invalid nevertheless, the values that take()
// gets have no meaning. But the loop ends, and every byte belongs to exactly one character.
template <typename Take>
void each_character(std::string_view text, Take take) {
  for (std::size_t at = 0; at < text.size();) {
    auto const first = static_cast<unsigned char>(text[at++]);
    char32_t c = first < 0x80 ? first : first < 0xE0 ? first & 0x1FU : first & 0x0FU;
    if (first >= 0xF0) c = first & 0x07U;
    while (at < text.size() && !begins_character(text[at])) {
      c = c << 6U | (static_cast<unsigned char>(text[at++]) & 0x3FU);
    }
    take(c);
  }
}

}  // namespace callbackd::base
