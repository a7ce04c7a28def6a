// Reads HTTP/1.1 answers of our own server: status, head and body. The body must have a
// Content-Length, because the server never sends chunked bodies. Pure functions of bytes; any
// thread.
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

// Reads the answer at the front of `bytes`. The views in `answer` point into `bytes`. kMore: the
// answer is not complete yet.
HttpRead read_http_answer(std::string_view bytes, HttpAnswer& answer);

// Returns the value of a field of the head, without spaces around it, or nullopt if there is no
// such field. Upper and lower case are the same in the name.
std::optional<std::string_view> head_field(std::string_view head, std::string_view name);

}  // namespace callbackd::lab
