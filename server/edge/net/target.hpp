// Reads a request target: decoded path segments and query parameters. Pure functions, any thread.
// Text that does not decode to valid UTF-8 without control characters is refused.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callbackd::edge {

// Decodes percent escapes: "%41" → "A". With `plus_is_space`, as in a query, '+' is a space.
// nullopt: a bad escape, a control character or bad UTF-8.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space = false);

// "/v1/callbacks/x%2Fy" → {"v1", "callbacks", "x/y"}. nullopt: undecodable, or a "." or ".."
// segment.
std::optional<std::vector<std::string>> path_segments(std::string_view path);

// The decoded (name, value) pairs in their order; empty pairs ("a=1&&b=2") are left out, a pair
// without '=' has an empty value. nullopt: undecodable.
std::optional<std::vector<std::pair<std::string, std::string>>> query_parameters(
    std::string_view query);

}  // namespace callbackd::edge
