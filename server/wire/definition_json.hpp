// Reads a site definition from JSON text into a generic tree (core::Node), and writes a tree as
// JSON text. This file does not know which keys a definition may have: the core's decoder checks
// that later. The nodes have no positions in the text (they are 0). Pure functions; any thread.
#pragma once
#include <string>
#include <string_view>

#include "core/definition/node.hpp"
#include "wire/decoded.hpp"

namespace callbackd::wire {

// Reads JSON text. Reports a mistake if the text is not strict JSON, is not an object, or has
// U+0000 in a string or key.
Decoded<core::Node> read_definition(std::string_view json);
std::string write_definition(core::Node const& root);

}  // namespace callbackd::wire
