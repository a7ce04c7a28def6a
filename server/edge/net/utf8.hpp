// Whether bytes are UTF-8 (RFC 3629: no surrogates, no overlong forms). A pure function, any
// thread.
#pragma once
#include <string_view>

namespace callbackd::edge {

bool is_utf8(std::string_view text);
// Of text that is valid but for its end: whether that is the beginning of a character.
bool ends_inside_character(std::string_view text);

}  // namespace callbackd::edge
