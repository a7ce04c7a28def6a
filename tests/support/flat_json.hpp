// Test support for the journal in memory: reads the first level of a JSON object, and merges two
// objects as storage does it. Values stay as they are written. The text must be well-formed. Pure;
// any thread.
#pragma once
#include <map>
#include <string>
#include <string_view>

namespace callbackd::test {

using FlatJson = std::map<std::string, std::string>;  // key with its quotes → value

inline std::string_view take_json_value(std::string_view& rest) {
  std::size_t at = 0;
  int depth = 0;
  for (bool in_text = false; at < rest.size(); ++at) {
    char const c = rest[at];
    if (in_text) {
      if (c == '\\')
        ++at;
      else if (c == '"')
        in_text = false;
    } else if (c == '"') {
      in_text = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if (depth == 0 && (c == ',' || c == ':' || c == '}')) {
      break;
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  auto value = rest.substr(0, at);
  rest.remove_prefix(at + (at < rest.size() ? 1 : 0));
  while (!value.empty() && value.front() == ' ') value.remove_prefix(1);
  while (!value.empty() && value.back() == ' ') value.remove_suffix(1);
  return value;
}

inline FlatJson flat_json(std::string_view text) {
  FlatJson out;
  auto rest = text.substr(text.find('{') + 1);
  while (true) {
    auto const key = take_json_value(rest);
    if (key.empty()) return out;
    out[std::string{key}] = take_json_value(rest);
  }
}

inline std::string merge_flat_json(std::string_view old_text, std::string_view patch_text) {
  auto merged = flat_json(old_text);
  for (auto const& [key, value] : flat_json(patch_text)) {
    if (value == "null")
      merged.erase(key);
    else
      merged[key] = value;
  }
  std::string out = "{";
  for (auto const& [key, value] : merged) out += (out.size() > 1 ? "," : "") + key + ":" + value;
  return out + "}";
}

}  // namespace callbackd::test
