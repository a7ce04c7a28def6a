#include "app/log_line.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace callbackd::app {
namespace {

constexpr std::size_t kDigitsMost = 15;  // readers that use doubles would round longer numbers
constexpr std::size_t kEscapeChars = 6;  // \u00XX

bool is_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
  });
}

bool is_number(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  if (text.empty() || text.size() > kDigitsMost) return false;
  if (text.size() > 1 && text.front() == '0') return false;
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Takes one character of a quoted value from `rest`. Returns false if it is not in the form in
// which base::quoted() writes characters.
bool take_character(std::string_view& rest, std::string& out) {
  if (rest.front() != '\\') {
    out += rest.front();
    rest.remove_prefix(1);
    return true;
  }
  if (rest.size() >= 2 && (rest[1] == '"' || rest[1] == '\\')) {
    out += rest[1];
    rest.remove_prefix(2);
    return true;
  }
  if (!rest.starts_with("\\u00") || rest.size() < kEscapeChars) return false;
  unsigned byte = 0;
  auto const* const end = rest.data() + kEscapeChars;
  if (std::from_chars(rest.data() + 4, end, byte, 16).ptr != end) return false;
  out += static_cast<char>(byte);
  rest.remove_prefix(kEscapeChars);
  return true;
}

// Takes the rest of a quoted value and its closing quote. The opening quote was taken before.
bool take_quoted(std::string_view& rest, std::string& out) {
  while (!rest.empty() && rest.front() != '"') {
    if (!take_character(rest, out)) return false;
  }
  if (rest.empty()) return false;
  rest.remove_prefix(1);
  return true;
}

std::optional<LogField> take_field(std::string_view& rest) {
  auto const equals = rest.find('=');
  if (equals == std::string_view::npos || !is_name(rest.substr(0, equals))) return std::nullopt;
  LogField field;
  field.key = rest.substr(0, equals);
  rest.remove_prefix(equals + 1);
  if (rest.starts_with('"')) {
    rest.remove_prefix(1);
    if (!take_quoted(rest, field.value)) return std::nullopt;
    return field;
  }
  auto const word = rest.substr(0, rest.find(' '));
  if (word.empty() || word.find('"') != std::string_view::npos) return std::nullopt;
  field.value = word;
  field.number = is_number(word);
  rest.remove_prefix(word.size());
  return field;
}

}  // namespace

// A line is the name of an event, followed by any number of fields ` key=value`. For a line of
// another form, the message is the whole text.
LogLine parse_log_line(std::string_view text) {
  LogLine whole{text, {}};  // the result for a line of another form
  LogLine line{text.substr(0, text.find(' ')), {}};
  if (!is_name(line.message)) return whole;
  auto rest = text.substr(line.message.size());
  while (!rest.empty()) {
    if (rest.front() != ' ') return whole;
    rest.remove_prefix(1);
    auto field = take_field(rest);
    if (!field) return whole;
    line.fields.push_back(std::move(*field));
  }
  return line;
}

}  // namespace callbackd::app
