// Test support: writes the effects of a step as lines of text for the golden transcripts. It writes
// events, notifications to agents and orders to the gateway. Callback ids are shown as c1, c2, …
// Pure; any thread.
#pragma once
#include <string>
#include <vector>

#include "core/core.hpp"

namespace callbackd::core::test {

std::vector<std::string> lines_of(Effects const& effects, Core const& core);

}  // namespace callbackd::core::test
