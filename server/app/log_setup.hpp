// Sets where log lines go and how they look. They go to standard error, as text or as one JSON
// object a line, in which each field of an event is a member. Called once, on the main thread,
// before other threads start. It adds no personal data. Callers must not log any.
#pragma once
#include <string>
#include <string_view>

#include "app/config.hpp"

namespace callbackd::app {

void set_up_log(Config::Log const& log);
// Returns the text with JSON escapes. Bytes that are not UTF-8 become U+FFFD.
std::string json_escaped(std::string_view text);

}  // namespace callbackd::app
