// Makes the text of HTTP's Date header (RFC 9110, section 5.6.7) from the system's clock. Any
// thread. Each thread formats the current time at most once a second and keeps the text.
#pragma once
#include <ctime>
#include <string>

namespace callbackd::edge {

std::string http_date(std::time_t at);  // Sun, 06 Nov 1994 08:49:37 GMT
std::string const& http_date();         // the current time; valid until this thread's next call

}  // namespace callbackd::edge
