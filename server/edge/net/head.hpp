// The strict check and parser of one HTTP/1 request head (RFC 9112). Pure functions of bytes,
// without I/O, any thread. A head that two parsers could read differently is refused, because it
// allows request smuggling. Examples are a line without CR, a field folded over two lines, a space
// before the colon, a second Host, and Content-Length beside Transfer-Encoding. Nothing is ever
// repaired.
//
// There are two steps. HeadSearch, a value that the HttpConnection owns, finds the end of the head
// while bytes arrive. It refuses early what is too large or is not HTTP. parse_head() then reads
// the whole text once.
#pragma once
#include <boost/container/small_vector.hpp>
#include <boost/system/result.hpp>
#include <cstdint>
#include <optional>
#include <string_view>

#include "edge/net/net_limits.hpp"

namespace callbackd::edge {

// A part of the head's text, stored as offset and size, so that it stays valid when the text is
// moved. 16 bits are enough, because a head has at most 16 KiB.
struct Slice {
  std::uint16_t at = 0;
  std::uint16_t size = 0;

  std::string_view of(std::string_view text) const { return text.substr(at, size); }
};

struct HeadField {
  Slice name;
  Slice value;
};

// A head that passed all checks. Its slices point into the text that was given to parse_head().
struct Head {
  Slice method;
  Slice path;   // raw, starts with '/', or "*"; its percent escapes are well-formed
  Slice query;  // raw, without '?'
  boost::container::small_vector<HeadField, 12> fields;
  bool http_1_1 = true;
  bool keep_alive = true;  // the client wants the connection to stay open
  bool chunked = false;
  bool expects_continue = false;     // Expect: 100-continue, on HTTP/1.1
  bool wants_web_socket = false;     // Upgrade: websocket and Connection: upgrade
  std::uint64_t content_length = 0;  // bytes; 0 without the field
};

// A refusal by the transport, before the application sees the request. All texts are literals.
struct HttpRefusal {
  constexpr HttpRefusal() = default;
  // HttpRefusal has this constructor so that it is no aggregate. An aggregate could be made from a
  // number alone. In a function that returns result<size_t, HttpRefusal>, the statement `return 2`
  // would then be ambiguous.
  constexpr HttpRefusal(unsigned status_, std::string_view code_, std::string_view title_,
                        std::string_view detail_)
      : status(status_), code(code_), title(title_), detail(detail_) {}

  unsigned status = 500;
  std::string_view code;  // the last part of the problem's type
  std::string_view title;
  std::string_view detail;
};

HttpRefusal bad_request(std::string_view detail);
inline constexpr HttpRefusal kTimeout{408, "timeout", "Request Timeout",
                                      "The request did not arrive in time."};
inline constexpr HttpRefusal kPayloadTooLarge{413, "payload_too_large", "Content Too Large",
                                              "The body is larger than 64 KiB."};
inline constexpr HttpRefusal kUriTooLong{414, "uri_too_long", "URI Too Long",
                                         "The request target is longer than 8 KiB."};
inline constexpr HttpRefusal kHeadTooLarge{
    431, "head_too_large", "Request Header Fields Too Large",
    "The head is larger than 16 KiB, or has more than 100 header fields."};

// Looks for the end of the head in the bytes that have arrived so far. Each call gives the bytes of
// the call before, with new bytes behind them. HeadSearch remembers how many bytes it has scanned.
struct HeadSearch {
  std::size_t scanned = 0;  // bytes
  // Returns the size of the whole head with its empty line, or nullopt if more bytes are needed.
  // Returns an error (400, 414 or 431) as soon as the bytes can no longer become a good head.
  boost::system::result<std::optional<std::size_t>, HttpRefusal> find_end(std::string_view arrived,
                                                                          NetLimits const& limits);

 private:
  std::size_t line_start_ = 0;
};

// Parses `text`, the whole head from the request line to the empty line. The slices of the result
// point into `text`. Errors: 400, 414, 431.
boost::system::result<Head, HttpRefusal> parse_head(std::string_view text, NetLimits const& limits);

}  // namespace callbackd::edge
