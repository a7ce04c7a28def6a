// Writes a Node as one line of text in TOML's notation, to show differences and for `export`. It
// knows nothing about site definitions. Pure; any thread.
#pragma once
#include <string>
#include <string_view>

#include "core/definition/node.hpp"

namespace callbackd::core {

std::string to_text(Node const& node);           // 5, "office", [ "a" ], { queue = "sales" }
std::string quoted_text(std::string_view text);  // a TOML basic string, quotes included
std::string key_text(std::string_view key);      // bare where TOML allows it, else quoted

}  // namespace callbackd::core
