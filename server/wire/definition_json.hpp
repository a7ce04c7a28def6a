// A site definition from JSON text to a generic tree (core::Node), which the core's decoder checks,
// and back to text. No name of the definition is known here. The positions of the nodes are 0. Pure
// functions; any thread.
#pragma once
#include <string>
#include <string_view>

#include "core/definition/node.hpp"
#include "wire/decoded.hpp"

namespace callbackd::wire {

// Mistakes: the text is not strict JSON, is no object, or has U+0000 in a text or key.
Decoded<core::Node> read_definition(std::string_view json);
std::string write_definition(core::Node const& root);

}  // namespace callbackd::wire
