// One text for all ways to write the same JSON: keys sorted, no white space, texts decoded, numbers
// as they were written (1.0 is not 1). For comparing a repeated request with the first. Pure; any
// thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/limits.hpp"

namespace callbackd::wire {

// nullopt: not JSON, or nested too deeply.
std::optional<std::string> canonical_json(std::string_view text,
                                          std::size_t max_depth = base::kLimits.json_depth);

}  // namespace callbackd::wire
