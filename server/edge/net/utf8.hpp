// Checks of UTF-8 (RFC 3629: no surrogates, no overlong forms). Pure functions, any thread.
#pragma once
#include <string_view>

namespace callbackd::edge {

bool is_utf8(std::string_view text);
// Whether the text ends in the middle of a character. Everything before its last character must be
// valid UTF-8.
bool ends_inside_character(std::string_view text);

}  // namespace callbackd::edge
