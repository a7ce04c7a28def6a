// canonical_json() gives the same text for all ways to write the same JSON: it sorts the keys,
// leaves out white space, and uses the same escapes. Numbers stay as they were written, so 1.0 and
// 1 are different. The text is used to compare a repeated request with the first one. Pure; any
// thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/limits.hpp"

namespace callbackd::wire {

// Returns nullopt if the text is not JSON, or is nested deeper than `max_depth`.
std::optional<std::string> canonical_json(std::string_view text,
                                          std::size_t max_depth = base::kLimits.json_depth);

}  // namespace callbackd::wire
