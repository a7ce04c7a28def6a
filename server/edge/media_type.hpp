// What a request says its body is. Pure functions, any thread.
#pragma once
#include <string_view>

namespace callbackd::edge {

// application/json, with no other charset than utf-8.
bool is_json(std::string_view content_type);
// None but identity: nothing is unpacked here.
bool is_unencoded(std::string_view content_encoding);

}  // namespace callbackd::edge
