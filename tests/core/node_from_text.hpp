// Test support: makes a tree of Nodes with their positions from a text in the notation of
// node_text.hpp. The text may have any number of lines. It comes only from tests, so its syntax is
// not checked. Pure; any thread.
#pragma once
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/definition/node.hpp"

namespace callbackd::core {

class NodeText {
 public:
  explicit NodeText(std::string_view text) : text_(text) {}

  Node value() {
    skip_space();
    Position const position{line_, column_};
    Node node = value_here();
    node.position = position;
    return node;
  }

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  char next() {
    char const c = peek();
    ++at_;
    column_ = c == '\n' ? 1 : column_ + 1;
    line_ += c == '\n' ? 1 : 0;
    return c;
  }
  void skip_space() {
    while (peek() == ' ' || peek() == '\n' || peek() == ',' || peek() == '=') next();
  }
  std::string word(std::string_view stops) {
    std::string out;
    while (peek() != '\0' && stops.find(peek()) == std::string_view::npos) out += next();
    return out;
  }
  std::string key() {
    if (peek() != '"') return word(" =");
    next();
    auto out = word("\"");
    next();
    return out;
  }
  Node value_here() {
    if (peek() == '"') return {key(), {}};
    if (peek() == '[') {
      NodeList list;
      for (next(), skip_space(); peek() != ']'; skip_space()) list.push_back(value());
      next();
      return {std::move(list), {}};
    }
    if (peek() == '{') {
      NodeTable table;
      for (next(), skip_space(); peek() != '}'; skip_space()) {
        auto name = key();
        table.push_back({std::move(name), value()});
      }
      next();
      return {std::move(table), {}};
    }
    auto const text = word(" ,\n]}");
    if (text == "true" || text == "false") return {text == "true", {}};
    if (text.find('.') != std::string::npos) return {std::strtod(text.c_str(), nullptr), {}};
    return {std::int64_t{std::strtoll(text.c_str(), nullptr, 10)}, {}};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 1;
  std::uint32_t column_ = 1;
};

inline Node node_from_text(std::string_view text) {
  return NodeText{text}.value();
}

}  // namespace callbackd::core
