#include <catch2/catch.hpp>
#include <string>
#include <utility>
#include <vector>

#include "core/definition/node_text.hpp"
#include "core/definition/site_decoder.hpp"
#include "core/every_key.hpp"
#include "core/node_from_text.hpp"

using namespace callbackd::core;

namespace {

void collect(Node& node, std::vector<Node*>& all) {
  all.push_back(&node);
  if (auto* table = std::get_if<NodeTable>(&node.value)) {
    for (auto& entry : *table) collect(entry.node, all);
  } else if (auto* list = std::get_if<NodeList>(&node.value)) {
    for (auto& item : *list) collect(item, all);
  }
}

// Decodes the tree, and checks that the result is a definition without errors, or at least one
// error without a definition.
void check_outcome(Node const& root) {
  auto const decoded = decode_site(root);
  REQUIRE((decoded.site != nullptr) == decoded.errors.empty());
  for (auto const& error : decoded.errors) {
    REQUIRE_FALSE(std::string_view{error.rule}.empty());
    REQUIRE_FALSE(error.message.empty());
  }
}

}  // namespace

TEST_CASE("any one value replaced by any other is either a definition or an error") {
  auto root = every_key();
  std::vector<Node*> places;
  collect(root, places);
  CHECK(places.size() > 150);
  for (auto const* text : {"0", "-1", "1.5", "true", "\"\"", "\"x\"", "[]", "[ 1 ]", "{}",
                           "{ x = 1 }", "9223372036854775807"}) {
    auto const other = node_from_text(text);
    for (auto* place : places) {
      if (place == &root) continue;
      auto value = other.value;
      std::swap(place->value, value);  // swapped, so that the places inside stay where they are
      check_outcome(root);
      std::swap(place->value, value);
    }
  }
}

TEST_CASE("any one key left out is either a definition or an error") {
  auto root = every_key();
  std::vector<Node*> places;
  collect(root, places);
  for (auto* place : places) {
    auto* table = std::get_if<NodeTable>(&place->value);
    if (table == nullptr) continue;
    for (std::size_t i = 0; i < table->size(); ++i) {
      auto const at = table->begin() + static_cast<std::ptrdiff_t>(i);
      auto entry = std::move(*at);
      table->erase(at);
      check_outcome(root);
      table->insert(table->begin() + static_cast<std::ptrdiff_t>(i), std::move(entry));
    }
  }
}
