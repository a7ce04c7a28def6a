// Counts the fragments in what a WebSocket's peer sends that hold next to nothing: frames that do
// not end their message and have fewer bytes than a least size. Beast drops empty ones without a
// word, and they cost the server more than the peer. A value for one thread; checks nothing, which
// is Beast's part.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>

namespace callbackd::edge {

class SmallFragments {
 public:
  explicit SmallFragments(std::size_t least_bytes) : least_bytes_(least_bytes) {}

  // How many of them begin in `bytes`, which continue what was given before.
  std::size_t count(std::string_view bytes);

 private:
  std::size_t header_bytes() const;  // as far as it is known
  std::uint64_t payload_bytes() const;

  std::size_t least_bytes_;
  std::array<unsigned char, 14> header_{};
  std::size_t have_ = 0;            // of the header
  std::uint64_t payload_left_ = 0;  // of the frame before
};

}  // namespace callbackd::edge
