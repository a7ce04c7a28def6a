// quoted(): a text as the value of a field in a log line. It stands in quotes, and every character
// that could end the quotes or the line is escaped, so that key="value" can always be read back.
// Pure; any thread.
#pragma once
#include <string>
#include <string_view>

namespace callbackd::base {

// " and \ get a backslash before them, control characters become \u00XX.
std::string quoted(std::string_view text);

}  // namespace callbackd::base
