// Reads a request target: decoded path segments and query parameters. Text is refused if it does
// not decode to valid UTF-8, or if the decoded text has control characters. Pure functions, any
// thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callbackd::edge {

// Decodes percent escapes: "%41" becomes "A". If `plus_is_space` is true, as for a query, '+'
// becomes a space. nullopt: a bad escape, a control character or bad UTF-8.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space = false);

// Splits a path into decoded segments: "/v1/callbacks/x%2Fy" becomes {"v1", "callbacks", "x/y"}.
// nullopt: a segment cannot be decoded, or it is "." or "..".
std::optional<std::vector<std::string>> path_segments(std::string_view path);

// Splits a query into decoded pairs (name, value), in their order. Empty pairs ("a=1&&b=2") are
// left out. A pair without '=' has an empty value. nullopt: a name or value cannot be decoded.
std::optional<std::vector<std::pair<std::string, std::string>>> query_parameters(
    std::string_view query);

}  // namespace callbackd::edge
