// What lets a browser's page read an answer (CORS). Pure.
#pragma once
#include <string_view>
#include <vector>

#include "edge/net/http_message.hpp"

namespace callbackd::edge {

// With an answer that the page of this Origin may read.
std::vector<HttpHeader> readable_by(std::string_view origin);

}  // namespace callbackd::edge
