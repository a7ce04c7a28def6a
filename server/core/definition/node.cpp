#include "core/definition/node.hpp"

namespace callbackd::core {

Node const* Node::find(std::string_view key) const {
  auto const* table = std::get_if<NodeTable>(&value);
  if (table == nullptr) return nullptr;
  for (auto const& entry : *table) {
    if (entry.key == key) return &entry.node;
  }
  return nullptr;
}

}  // namespace callbackd::core
