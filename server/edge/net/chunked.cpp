#include "edge/net/chunked.hpp"

#include <algorithm>

#include "edge/net/head_text.hpp"

namespace callbackd::edge {

using Taken = boost::system::result<std::size_t, HttpRefusal>;

Taken ChunkedDecoder::take(std::string_view arrived, std::string& body, NetLimits const& limits) {
  std::size_t used = 0;
  while (part_ != Part::kDone && used < arrived.size()) {
    auto const rest = arrived.substr(used);
    if (part_ == Part::kData) {
      auto const size = std::min(left_, rest.size());
      body.append(rest.substr(0, size));
      left_ -= size;
      used += size;
      if (left_ == 0) part_ = Part::kDataEnd;
      continue;
    }
    auto const taken = part_ == Part::kSize
                           ? take_size(rest, limits.body_bytes - body.size(), limits)
                           : take_line_end(rest);
    if (!taken) return taken.error();
    if (*taken == 0) break;
    used += *taken;
  }
  return used;
}

Taken ChunkedDecoder::take_size(std::string_view arrived, std::size_t room,
                                NetLimits const& limits) {
  auto const end = arrived.substr(0, limits.chunk_size_line_bytes + 1).find('\n');
  if (end == std::string_view::npos) {
    if (arrived.size() > limits.chunk_size_line_bytes)
      return bad_request("A chunk-size line is too long.");
    return std::size_t{0};
  }
  if (end == 0 || arrived[end - 1] != '\r')
    return bad_request("A chunk-size line ends without CR.");
  auto const line = arrived.substr(0, end - 1);
  std::size_t digits = 0;
  std::size_t size = 0;
  while (digits < line.size() && hex_digit(line[digits])) {
    if (digits == 8) return bad_request("A chunk size has too many digits.");
    size = size * 16 + *hex_digit(line[digits++]);
  }
  auto const extension = line.substr(digits);
  if (digits == 0 || (!extension.empty() && extension.front() != ';') || !is_field_value(extension))
    return bad_request("A chunk-size line is not a hexadecimal number.");
  if (size > room) return kPayloadTooLarge;
  left_ = size;
  part_ = size == 0 ? Part::kLastLine : Part::kData;
  return end + 1;
}

// Takes the line end after a chunk's data, or after the last chunk. Only CRLF is allowed there, so
// a trailer field after the last chunk is refused.
Taken ChunkedDecoder::take_line_end(std::string_view arrived) {
  if (arrived[0] != '\r' || (arrived.size() > 1 && arrived[1] != '\n'))
    return bad_request(part_ == Part::kLastLine ? "A chunked body must not have trailers."
                                                : "A chunk is longer than its size says.");
  if (arrived.size() < 2) return std::size_t{0};
  part_ = part_ == Part::kLastLine ? Part::kDone : Part::kSize;
  return std::size_t{2};
}

}  // namespace callbackd::edge
