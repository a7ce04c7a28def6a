// The character rules of RFC 9110 and 9112 that the head check uses. Pure functions, any thread.
// Each says yes or no and repairs nothing.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace callbackd::edge {

inline bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
std::optional<unsigned> hex_digit(char c);

bool is_token_char(char c);
bool is_token(std::string_view text);            // at least one character
bool is_field_value(std::string_view text);      // no control character but a tab
bool is_target(std::string_view text);           // visible ASCII, no fragment, whole escapes
bool is_host(std::string_view text);             // one host, maybe a port; no list, path or user
bool starts_with_scheme(std::string_view text);  // http:// or https://

std::string_view trim(std::string_view text);                      // spaces and tabs at both ends
bool has_list_item(std::string_view list, std::string_view item);  // "a, B": any case

// Digits only, no leading zero, at most 18 of them.
std::optional<std::uint64_t> whole_number(std::string_view text);

bool equals_ignoring_case(std::string_view a, std::string_view b);

}  // namespace callbackd::edge
