// The strict check and parse of one HTTP/1 request head: a pure function of its bytes, no I/O, any
// thread. It refuses everything two parsers could read differently (request smuggling) and never
// repairs anything.
#pragma once
#include <boost/container/small_vector.hpp>
#include <boost/system/result.hpp>
#include <cstdint>
#include <optional>
#include <string_view>

#include "edge/net/net_limits.hpp"

namespace callbackd::edge {

// A part of the head's text, as offsets: a head is at most 16 KiB, and the text may move.
struct Slice {
  std::uint16_t at = 0;
  std::uint16_t size = 0;

  std::string_view of(std::string_view text) const { return text.substr(at, size); }
};

struct HeadField {
  Slice name;
  Slice value;
};

struct Head {
  Slice method;
  Slice path;   // raw, starts with '/', or "*"; its percent escapes are well-formed
  Slice query;  // raw, without '?'
  boost::container::small_vector<HeadField, 12> fields;
  bool http_1_1 = true;
  bool keep_alive = true;
  bool chunked = false;
  bool expects_continue = false;
  bool wants_web_socket = false;  // Upgrade: websocket and Connection: upgrade
  std::uint64_t content_length = 0;
};

// Why a request was refused before anyone saw it. All members are literals.
struct HttpRefusal {
  constexpr HttpRefusal() = default;
  // Spelled out: as an aggregate it would be constructible from a mere number.
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

// Looks for the end of the head in what has arrived so far. `scanned` is kept between calls and
// starts at 0. Refuses early what can no longer become a good head.
struct HeadSearch {
  std::size_t scanned = 0;
  // The size of the whole head with its empty line, or nullopt: more bytes are needed.
  boost::system::result<std::optional<std::size_t>, HttpRefusal> find_end(std::string_view arrived,
                                                                          NetLimits const& limits);

 private:
  std::size_t line_start_ = 0;
};

// `text` is the whole head, from the request line to the empty line.
boost::system::result<Head, HttpRefusal> parse_head(std::string_view text, NetLimits const& limits);

}  // namespace callbackd::edge
