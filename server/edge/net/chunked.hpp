// Takes the chunked coding off a body, strictly: CRLF only, short size lines, no trailers. No I/O,
// any thread. Extensions are skipped; what is not a whole line stays with the caller until more has
// arrived.
#pragma once
#include <boost/system/result.hpp>
#include <cstddef>
#include <string>
#include <string_view>

#include "edge/net/head.hpp"

namespace callbackd::edge {

class ChunkedDecoder {
 public:
  // Appends to `body` what it can of `arrived` and answers how many bytes of it are used up.
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
  std::size_t left_ = 0;  // of the chunk under way
};

}  // namespace callbackd::edge
