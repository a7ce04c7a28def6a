#include "edge/net/head_text.hpp"

#include <algorithm>
#include <array>

namespace callbackd::edge {
namespace {

using Table = std::array<bool, 256>;

constexpr Table table_of(std::string_view punctuation) {
  Table table{};
  for (char c = '0'; c <= '9'; ++c) table[static_cast<unsigned char>(c)] = true;
  for (char c = 'a'; c <= 'z'; ++c) table[static_cast<unsigned char>(c)] = true;
  for (char c = 'A'; c <= 'Z'; ++c) table[static_cast<unsigned char>(c)] = true;
  for (char c : punctuation) table[static_cast<unsigned char>(c)] = true;
  return table;
}

constexpr Table kTokenChars = table_of("!#$%&'*+-.^_`|~");
constexpr Table kHostChars = table_of("-._~!$&'()*+;=:[]%");
// The characters that a request target may have: those of RFC 3986, and | { } ^ `, which browsers
// send unescaped. The characters # " < > and the backslash are refused.
constexpr Table kTargetChars = table_of("-._~:/?[]@!$&'()*+,;=%|{}^`");

bool all_in(Table const& table, std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [&](char c) { return table[static_cast<unsigned char>(c)]; });
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

}  // namespace

std::optional<unsigned> hex_digit(char c) {
  if (is_digit(c)) return static_cast<unsigned>(c - '0');
  char const low = lower(c);
  if (low >= 'a' && low <= 'f') return static_cast<unsigned>(low - 'a') + 10;
  return std::nullopt;
}

bool is_token_char(char c) {
  return kTokenChars[static_cast<unsigned char>(c)];
}

bool is_token(std::string_view text) {
  return !text.empty() && all_in(kTokenChars, text);
}

bool is_field_value(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    auto const byte = static_cast<unsigned char>(c);
    return byte == '\t' || (byte >= 0x20 && byte != 0x7f);
  });
}

bool is_target(std::string_view text) {
  if (text.empty() || !all_in(kTargetChars, text)) return false;
  for (auto at = text.find('%'); at != std::string_view::npos; at = text.find('%', at + 3)) {
    if (at + 2 >= text.size() || !hex_digit(text[at + 1]) || !hex_digit(text[at + 2])) return false;
  }
  return true;
}

bool is_host(std::string_view text) {
  return !text.empty() && all_in(kHostChars, text);
}

bool starts_with_scheme(std::string_view text) {
  return equals_ignoring_case(text.substr(0, 7), "http://") ||
         equals_ignoring_case(text.substr(0, 8), "https://");
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

bool has_list_item(std::string_view list, std::string_view item) {
  while (true) {
    auto const comma = list.find(',');
    if (equals_ignoring_case(trim(list.substr(0, comma)), item)) return true;
    if (comma == std::string_view::npos) return false;
    list.remove_prefix(comma + 1);
  }
}

std::optional<std::uint64_t> whole_number(std::string_view text) {
  if (text.empty() || text.size() > 18 || (text.size() > 1 && text.front() == '0'))
    return std::nullopt;
  std::uint64_t number = 0;
  for (char c : text) {
    if (!is_digit(c)) return std::nullopt;
    number = number * 10 + static_cast<unsigned>(c - '0');
  }
  return number;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                            [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace callbackd::edge
