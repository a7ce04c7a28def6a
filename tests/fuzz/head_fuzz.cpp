// libFuzzer: reads any bytes as HTTP requests, one behind the other. A head that parse_head accepts
// must be exactly one request. Its target, its query and its chunks must be readable, too.
#include <cstdlib>
#include <string_view>

#include "edge/net/chunked.hpp"
#include "edge/net/head.hpp"
#include "edge/net/target.hpp"

namespace {

using namespace callbackd::edge;

void must(bool held) {
  if (!held) std::abort();
}

// Decodes the chunks two times: all together, and byte by byte. Checks that both give the same
// body. Returns how many bytes the chunks took.
std::size_t read_chunks(std::string_view text, NetLimits const& limits) {
  ChunkedDecoder whole;
  std::string body;
  auto const used = whole.take(text, body, limits);
  ChunkedDecoder slow;
  std::string slow_body;
  std::size_t at = 0;
  bool refused = false;
  for (std::size_t arrived = 1; arrived <= text.size() && !slow.done() && !refused; ++arrived) {
    auto const taken = slow.take(text.substr(at, arrived - at), slow_body, limits);
    refused = taken.has_error();
    if (!refused) at += *taken;
  }
  must(refused == used.has_error());
  if (refused) return text.size();
  must(body == slow_body && whole.done() == slow.done() && at == *used);
  must(body.size() <= limits.body_bytes);
  return *used;
}

void read_target(std::string_view text, Head const& head) {
  must(!head.path.of(text).empty());
  (void)path_segments(head.path.of(text));
  if (auto const query = query_parameters(head.query.of(text))) {
    for (auto const& [name, value] : *query) must(name.find('\0') == std::string::npos);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size) {
  std::string_view text(reinterpret_cast<char const*>(data), size);
  NetLimits const limits{};
  while (!text.empty()) {
    HeadSearch search;
    auto const end = search.find_end(text, limits);
    if (!end || !*end) return 0;
    must(**end <= text.size());
    auto const head = parse_head(text.substr(0, **end), limits);
    if (!head) return 0;
    must(!head->chunked || (head->content_length == 0 && head->http_1_1));
    read_target(text, *head);
    text.remove_prefix(**end);
    if (head->chunked) text.remove_prefix(read_chunks(text, limits));
    if (head->content_length > text.size()) return 0;
    text.remove_prefix(head->content_length);
  }
  return 0;
}
