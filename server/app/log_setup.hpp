// Where log lines go and how they look: standard error, as text or as one JSON object a line, in
// which each field of an event is a member. Called once, before threads start. Never adds personal
// data; what is logged is up to the caller, and must not have any.
#pragma once
#include <string>
#include <string_view>

#include "app/config.hpp"

namespace callbackd::app {

void set_up_log(Config::Log const& log);
// The JSON escapes of a log line's text; bytes that are not UTF-8 become U+FFFD.
std::string json_escaped(std::string_view text);

}  // namespace callbackd::app
