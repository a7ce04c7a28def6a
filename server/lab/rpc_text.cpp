#include "lab/rpc_text.hpp"

#include <algorithm>
#include <charconv>

namespace callbackd::lab {
namespace {

constexpr auto kNone = std::string_view::npos;

bool is_space(char letter) {
  return letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r';
}

std::size_t skip_spaces(std::string_view text, std::size_t at) {
  while (at < text.size() && is_space(text[at])) ++at;
  return at;
}

// Returns the index after the closing quote of the string that begins at index `at`.
std::size_t end_of_string(std::string_view text, std::size_t at) {
  for (++at; at < text.size(); ++at) {
    if (text[at] == '\\')
      ++at;
    else if (text[at] == '"')
      return at + 1;
  }
  return kNone;
}

// Returns the index after the value that begins at index `at`. The value may have any type.
std::size_t end_of_value(std::string_view text, std::size_t at) {
  int depth = 0;
  while (at < text.size()) {
    auto const letter = text[at];
    if (letter == '"') {
      at = end_of_string(text, at);
      if (at == kNone) return kNone;
      if (depth == 0) return at;
      continue;
    }
    if (letter == '{' || letter == '[') ++depth;
    if (letter == '}' || letter == ']') {
      if (depth == 0) return at;
      if (--depth == 0) return at + 1;
    }
    if (depth == 0 && letter == ',') return at;
    ++at;
  }
  return kNone;
}

// Looks at one member of the message; `rest` begins with the value of the member. Returns true when
// no further member is needed.
bool take_member(std::string_view name, std::string_view rest, RpcMessage& message) {
  if (name == "method") {
    auto const end = end_of_string(rest, 0);
    if (!rest.starts_with('"') || end == kNone) return true;
    message.method = rest.substr(1, end - 2);
    message.kind = RpcMessage::Kind::kNotification;
    return true;
  }
  bool const had_id = message.id != 0;
  if (name == "id") std::from_chars(rest.data(), rest.data() + rest.size(), message.id);
  if (name == "result") message.kind = RpcMessage::Kind::kAnswer;
  if (name == "error") message.kind = RpcMessage::Kind::kError;
  return message.kind != RpcMessage::Kind::kBad && (had_id || message.id != 0);
}

}  // namespace

// Goes through the members of the outer object, until the kind of the message and its id are known.
// The values of other members are skipped. The kind is kBad if the text does not name one, or if a
// mistake in the JSON comes first. The text after that is not checked.
RpcMessage read_rpc_message(std::string_view text) {
  RpcMessage message;
  auto at = skip_spaces(text, 0);
  if (at >= text.size() || text[at] != '{') return {};
  for (at = skip_spaces(text, at + 1); at < text.size() && text[at] == '"';) {
    auto const name_end = end_of_string(text, at);
    if (name_end == kNone) return {};
    auto const name = text.substr(at + 1, name_end - at - 2);
    at = skip_spaces(text, name_end);
    if (at >= text.size() || text[at] != ':') return {};
    at = skip_spaces(text, at + 1);
    if (take_member(name, text.substr(std::min(at, text.size())), message)) return message;
    at = end_of_value(text, at);
    if (at == kNone) return {};
    at = skip_spaces(text, at);
    if (at < text.size() && text[at] == ',') at = skip_spaces(text, at + 1);
  }
  return message;  // perhaps an error without an id: the server could not read the request
}

std::string_view text_member(std::string_view json, std::string_view name) {
  for (auto at = json.find(name); at != kNone; at = json.find(name, at + 1)) {
    auto const after = at + name.size();
    if (at == 0 || json[at - 1] != '"' || !json.substr(after).starts_with("\":\"")) continue;
    auto const start = after + 3;
    auto const end = json.find('"', start);
    if (end == kNone) return {};
    return json.substr(start, end - start);
  }
  return {};
}

}  // namespace callbackd::lab
