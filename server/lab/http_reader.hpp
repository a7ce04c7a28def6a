// Reads HTTP/1.1 answers of our own server: a status, a Content-Length, a body. No chunked bodies:
// the server sends none. Pure functions of bytes; any thread.
#pragma once
#include <cstddef>
#include <optional>
#include <string_view>

namespace callbackd::lab {

struct HttpAnswer {
  int status = 0;
  bool closes = false;  // Connection: close
  std::string_view head;
  std::string_view body;
  std::size_t bytes = 0;  // length of the whole answer, head and body
};
enum class HttpRead { kDone, kMore, kBad };

// Reads the answer at the front of `bytes`; the views in `answer` point into them. kMore: the
// answer is not complete.
HttpRead read_http_answer(std::string_view bytes, HttpAnswer& answer);

// The value of a field of the head, without spaces around it. The name may be in any case. nullopt:
// there is no such field.
std::optional<std::string_view> head_field(std::string_view head, std::string_view name);

}  // namespace callbackd::lab
