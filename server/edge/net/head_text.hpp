// The character rules of RFC 9110 and RFC 9112 that the head check uses. Pure functions, any
// thread. They repair nothing.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace callbackd::edge {

inline bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
std::optional<unsigned> hex_digit(char c);  // 0 to 15; nullopt: not a hexadecimal digit

bool is_token_char(char c);
bool is_token(std::string_view text);            // at least one character
bool is_field_value(std::string_view text);      // no control character except a tab
bool is_target(std::string_view text);           // visible ASCII, no fragment, complete escapes
bool is_host(std::string_view text);             // one host, perhaps a port; no list, path, user
bool starts_with_scheme(std::string_view text);  // http:// or https://

std::string_view trim(std::string_view text);  // removes spaces and tabs at both ends
// Whether the comma-separated `list` contains `item`. Upper and lower case are equal: "a, B"
// contains "b".
bool has_list_item(std::string_view list, std::string_view item);

// Reads a number of 1 to 18 digits without a leading zero; "0" itself is good. nullopt: the text is
// anything else.
std::optional<std::uint64_t> whole_number(std::string_view text);

bool equals_ignoring_case(std::string_view a, std::string_view b);

}  // namespace callbackd::edge
