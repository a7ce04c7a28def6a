// A text as the value of a log line's field: in quotes, with what would end them escaped, so that
// key="value" can always be read back. Pure; any thread.
#pragma once
#include <string>
#include <string_view>

namespace callbackd::base {

// " and \ get a backslash before them, control characters become \u00XX.
std::string quoted(std::string_view text);

}  // namespace callbackd::base
