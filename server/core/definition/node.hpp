// Node: a site definition as it was written, as a tree of values with their positions in the text.
// The tree is made from TOML (app) or JSON (wire), and site_decoder.hpp turns it into a
// SiteDefinition. A value; any thread.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace callbackd::core {

struct Position {  // 1-based; 0: unknown (JSON from the admin API)
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};

struct Node;
using NodeList = std::vector<Node>;
struct NodeEntry;
using NodeTable = std::vector<NodeEntry>;  // in the order written, keys are distinct

struct Node {
  std::variant<std::monostate, bool, std::int64_t, double, std::string, NodeList, NodeTable> value;
  Position position;

  Node const* find(std::string_view key) const;  // of a table; nullptr: absent or not a table
};

struct NodeEntry {  // not a std::pair: Node is not complete where NodeTable needs the entry
  std::string key;
  Node node;
  Position position{};  // of the key
};

}  // namespace callbackd::core
