// ChunkedDecoder decodes a body in chunked coding (RFC 9112, section 7.1), strictly: lines end with
// CRLF only, a size line has at most chunk_size_line_bytes, trailers are refused, chunk extensions
// are skipped. No I/O; a value for one thread.
//
// It is a state machine over parts: size line, data, CRLF, size line, …, the size line "0", CRLF.
// Data is taken byte by byte as it arrives. A size line is taken only as a whole: the caller keeps
// an incomplete one and gives it again, with more bytes behind it.
#pragma once
#include <boost/system/result.hpp>
#include <cstddef>
#include <string>
#include <string_view>

#include "edge/net/head.hpp"

namespace callbackd::edge {

class ChunkedDecoder {
 public:
  // Decodes as much of `arrived` as is complete, appends the data to `body` and returns how many
  // bytes of `arrived` were used. The caller gives the unused bytes again. Errors: 400 for a fault
  // of the coding, 413 as soon as a chunk would make the body larger than limits.body_bytes.
  boost::system::result<std::size_t, HttpRefusal> take(std::string_view arrived, std::string& body,
                                                       NetLimits const& limits);
  bool done() const { return part_ == Part::kDone; }

 private:
  enum class Part { kSize, kData, kDataEnd, kLastLine, kDone };

  boost::system::result<std::size_t, HttpRefusal> take_size(std::string_view arrived,
                                                            std::size_t room,
                                                            NetLimits const& limits);
  boost::system::result<std::size_t, HttpRefusal> take_line_end(std::string_view arrived);

  Part part_ = Part::kSize;
  std::size_t left_ = 0;  // bytes still to come of the current chunk
};

}  // namespace callbackd::edge
