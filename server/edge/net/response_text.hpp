// Turns responses into the bytes of their head, and refusals into problem documents. Pure
// functions, any thread. Never lets a header value end its line.
#pragma once
#include <string>

#include "edge/net/http_message.hpp"

namespace callbackd::edge {

struct ResponseFraming {
  bool http_1_1 = true;    // of the request
  bool keep_alive = true;  // the connection stays open after this response
};

std::string_view reason_phrase(unsigned status);
bool has_no_body(unsigned status);  // 1xx, 204, 304

// Replaces `text` by the status line and the fields with the empty line.
void write_response_head(std::string& text, HttpResponse const& response, ResponseFraming framing);

}  // namespace callbackd::edge
