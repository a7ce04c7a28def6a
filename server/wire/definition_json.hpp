// A site definition as JSON text, to the generic tree that core's one decoder checks, and back.
// Knows none of its names. JSON carries no positions here (0). Pure; any thread.
#pragma once
#include <string>
#include <string_view>

#include "core/definition/node.hpp"
#include "wire/decoded.hpp"

namespace callbackd::wire {

Decoded<core::Node> read_definition(std::string_view json);
std::string write_definition(core::Node const& root);

}  // namespace callbackd::wire
