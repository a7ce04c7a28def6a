#include "wire/raw_json.hpp"

#include <algorithm>

#include "wire/json_text.hpp"
#include "wire/json_writer.hpp"
#include "wire/strict_json.hpp"

namespace callbackd::wire {
namespace {

constexpr std::string_view kWhiteSpace = " \t\r\n";

// The position after the closing quote of the JSON string that begins at `from`.
std::size_t text_end(std::string_view text, std::size_t from) {
  auto at = from + 1;
  while (text[at] != '"') at += text[at] == '\\' ? 2U : 1U;
  return at + 1;
}

// The position after the JSON value that begins at `from`.
std::size_t value_end(std::string_view text, std::size_t from) {
  int open = 0;
  auto at = from;
  while (at < text.size()) {
    char const c = text[at];
    if (c == '"') {
      at = text_end(text, at);
      if (open == 0) return at;
      continue;
    }
    bool const closes = c == '}' || c == ']';
    if (open == 0 && (closes || c == ',' || kWhiteSpace.find(c) != std::string_view::npos))
      return at;
    ++at;
    if (c == '{' || c == '[') ++open;
    if (closes && --open == 0) return at;
  }
  return at;
}

// The text of a JSON string, without its quotes and escapes.
std::string decoded(std::string_view quoted) {
  auto const inner = quoted.substr(1, quoted.size() - 2);
  if (inner.find('\\') == std::string_view::npos) return std::string{inner};
  std::vector<std::string> with_nul;
  auto const text = parse_strict(quoted, base::kLimits.json_depth, &with_nul);
  return text ? plain_text(*text) : std::string{inner};
}

// Calls visit(quoted key, value) for each member of the object, until `visit` returns true.
template <class Visit>
void each_member(std::string_view object, Visit visit) {
  auto at = object.find_first_not_of(kWhiteSpace);
  if (at == std::string_view::npos || object[at] != '{') return;
  auto const skip = [&](std::string_view what) { at = object.find_first_not_of(what, at); };
  ++at;
  for (skip(kWhiteSpace); object[at] != '}'; skip(" \t\r\n,")) {
    auto const key_end = text_end(object, at);
    auto const key = object.substr(at, key_end - at);
    at = key_end;
    skip(" \t\r\n:");
    auto const end = value_end(object, at);
    if (visit(key, object.substr(at, end - at))) return;
    at = end;
  }
}

bool is_key(std::string_view quoted, std::string_view key) {
  if (quoted.find('\\') != std::string_view::npos) return decoded(quoted) == key;
  return quoted.substr(1, quoted.size() - 2) == key;
}

}  // namespace

std::vector<RawMember> raw_members(std::string_view object) {
  std::vector<RawMember> members;
  each_member(object, [&](std::string_view key, std::string_view value) {
    members.push_back({decoded(key), value});
    return false;
  });
  return members;
}

std::optional<std::string_view> find_raw(std::string_view object, std::string_view dotted) {
  auto const dot = dotted.find('.');
  std::optional<std::string_view> found;
  each_member(object, [&](std::string_view key, std::string_view value) {
    if (is_key(key, dotted.substr(0, dot))) found = value;
    return found.has_value();
  });
  if (!found || dot == std::string_view::npos) return found;
  return find_raw(*found, dotted.substr(dot + 1));
}

std::string compact_json(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '"') {
      auto const end = text_end(text, at);
      append_quoted(out, decoded(text.substr(at, end - at)));
      at = end;
      continue;
    }
    if (kWhiteSpace.find(text[at]) == std::string_view::npos) out += text[at];
    ++at;
  }
  return out;
}

std::string raw_plain_text(std::string_view value) {
  if (value.starts_with('"')) return decoded(value);
  return value == "null" ? std::string{} : compact_json(value);
}

std::optional<std::string> routing_text(std::string_view value) {
  if (value == "null" || value.starts_with('{') || value.starts_with('[')) return std::nullopt;
  bool const plain = value.starts_with('"') || value.find_first_of(".eE") == std::string_view::npos;
  if (plain || value == "true" || value == "false") return raw_plain_text(value);
  auto const number = parse_strict(value);
  return number ? plain_text(*number) : std::string{value};
}

}  // namespace callbackd::wire
