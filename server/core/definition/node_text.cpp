#include "core/definition/node_text.hpp"

#include <algorithm>
#include <charconv>

namespace callbackd::core {
namespace {

bool is_bare(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}

void append_escaped(std::string& out, char c) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  auto const byte = static_cast<unsigned char>(c);
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\t':
      out += "\\t";
      return;
    case '\r':
      out += "\\r";
      return;
    default:
      break;
  }
  if (byte < 0x20 || byte == 0x7F) {
    out += "\\u00";
    out += kHex[byte >> 4U];
    out += kHex[byte & 0x0FU];
  } else {
    out += c;
  }
}

std::string text_of(double number) {
  char buffer[64];
  auto const end = std::to_chars(buffer, buffer + sizeof buffer, number).ptr;
  std::string text(buffer, end);
  if (text.find_first_of(".en") == std::string::npos) text += ".0";
  return text;
}

struct Writer {
  std::string operator()(std::monostate) const { return "none"; }
  std::string operator()(bool flag) const { return flag ? "true" : "false"; }
  std::string operator()(std::int64_t number) const { return std::to_string(number); }
  std::string operator()(double number) const { return text_of(number); }
  std::string operator()(std::string const& text) const { return quoted_text(text); }
  std::string operator()(NodeList const& list) const {
    if (list.empty()) return "[]";
    std::string out = "[";
    for (auto const& item : list) out += (out.size() == 1 ? " " : ", ") + to_text(item);
    return out + " ]";
  }
  std::string operator()(NodeTable const& table) const {
    if (table.empty()) return "{}";
    std::string out = "{";
    for (auto const& entry : table) {
      out += (out.size() == 1 ? " " : ", ") + key_text(entry.key) + " = " + to_text(entry.node);
    }
    return out + " }";
  }
};

}  // namespace

std::string to_text(Node const& node) {
  return std::visit(Writer{}, node.value);
}

std::string quoted_text(std::string_view text) {
  std::string out = "\"";
  for (char const c : text) append_escaped(out, c);
  return out + '"';
}

std::string key_text(std::string_view key) {
  bool const bare = !key.empty() && std::all_of(key.begin(), key.end(), is_bare);
  return bare ? std::string(key) : quoted_text(key);
}

}  // namespace callbackd::core
