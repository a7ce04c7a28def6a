// quoted() writes a text as the value of a field in a log line. The text is put in quotes. Every
// character that could end the quotes or the line is escaped. So key="value" can always be read
// back. Pure; any thread.
#pragma once
#include <string>
#include <string_view>

namespace callbackd::base {

// A backslash is put before each " and \. Control characters become \u00XX.
std::string quoted(std::string_view text);

}  // namespace callbackd::base
