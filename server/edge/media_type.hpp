// Checks of Content-Type and Content-Encoding. Pure functions, any thread.
#pragma once
#include <string_view>

namespace callbackd::edge {

// Whether the type is application/json, either without a charset or with the charset utf-8. Other
// parameters are ignored.
bool is_json(std::string_view content_type);
// Whether the body is not compressed: the field is missing, empty or `identity`.
bool is_unencoded(std::string_view content_encoding);

}  // namespace callbackd::edge
