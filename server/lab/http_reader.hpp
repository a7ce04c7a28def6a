// Reads what our server answers over HTTP/1.1 and no more: a status, a Content-Length, a body. A
// pure function of bytes; any thread. No chunks: the server sends none.
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
  std::size_t bytes = 0;  // of the whole answer
};
enum class HttpRead { kDone, kMore, kBad };

// The answer at the front of `bytes`.
HttpRead read_http_answer(std::string_view bytes, HttpAnswer& answer);

// The value of a head's field, without the white space around it; names in any case.
std::optional<std::string_view> head_field(std::string_view head, std::string_view name);

}  // namespace callbackd::lab
