// The time of now as HTTP's Date has it (RFC 9110, section 5.6.7), by the system's clock. Any
// thread; each writes it once a second.
#pragma once
#include <ctime>
#include <string>

namespace callbackd::edge {

std::string http_date(std::time_t at);  // Sun, 06 Nov 1994 08:49:37 GMT
std::string const& http_date();

}  // namespace callbackd::edge
