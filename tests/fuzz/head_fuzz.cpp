// libFuzzer: any bytes as the head of a request. What parse_head takes must be one request and
// nothing else.
#include <cstdlib>
#include <string_view>

#include "edge/net/head.hpp"

extern "C" int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size) {
  using namespace callbackd::edge;
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  NetLimits const limits{};
  HeadSearch search;
  auto const end = search.find_end(text, limits);
  if (!end || !*end) return 0;
  auto const head = parse_head(text.substr(0, **end), limits);
  if (!head) return 0;
  bool const framed_twice = head->chunked && head->content_length > 0;
  bool const outside = head->path.of(text).empty() || **end > size;
  if (framed_twice || outside) std::abort();
  return 0;
}
