// ChunkedDecoder decodes a body in chunked coding (RFC 9112, section 7.1). It is strict: lines end
// with CRLF only, a size line has at most chunk_size_line_bytes, and trailers are refused. Chunk
// extensions are skipped. A value without I/O. The HttpConnection owns it and uses it on the
// connection's I/O thread.
//
// The decoder is a state machine over these parts: size line, data, CRLF, size line, …, the size
// line "0", CRLF. Data is taken as it arrives. A size line is taken only when it is complete. The
// caller keeps an incomplete size line and gives it again with more bytes behind it.
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
  // bytes of `arrived` were used. The caller must give the unused bytes again. Errors: 400 if the
  // coding is malformed, 413 as soon as a chunk would make the body larger than limits.body_bytes.
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
