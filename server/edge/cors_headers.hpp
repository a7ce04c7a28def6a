// The headers that let a web page in a browser read an answer (CORS). A pure function, any thread.
#pragma once
#include <string_view>
#include <vector>

#include "edge/net/http_message.hpp"

namespace callbackd::edge {

// Returns the headers of an answer that a page of this Origin may read.
std::vector<HttpHeader> readable_by(std::string_view origin);

}  // namespace callbackd::edge
