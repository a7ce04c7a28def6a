#include "edge/media_type.hpp"

#include <algorithm>

#include "edge/net/head_text.hpp"

namespace callbackd::edge {
namespace {

// Removes the text up to the separator, and the separator, from `rest`. Returns the text without
// blanks at its ends.
std::string_view take(std::string_view& rest, char separator) {
  auto const end = std::min(rest.find(separator), rest.size());
  auto const part = trim(rest.substr(0, end));
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return part;
}

bool is_good_parameter(std::string_view parameter) {
  if (parameter.empty()) return true;  // "application/json;" is common and harmless
  auto value = parameter;
  auto const name = take(value, '=');
  if (!equals_ignoring_case(name, "charset")) return is_token(name);
  return equals_ignoring_case(value, "utf-8") || equals_ignoring_case(value, "\"utf-8\"");
}

}  // namespace

bool is_json(std::string_view content_type) {
  if (!equals_ignoring_case(take(content_type, ';'), "application/json")) return false;
  while (!content_type.empty()) {
    if (!is_good_parameter(take(content_type, ';'))) return false;
  }
  return true;
}

bool is_unencoded(std::string_view content_encoding) {
  return content_encoding.empty() || equals_ignoring_case(content_encoding, "identity");
}

}  // namespace callbackd::edge
