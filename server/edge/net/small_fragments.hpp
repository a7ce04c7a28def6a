// SmallFragments counts the tiny fragments in the bytes that a WebSocket's peer sends: frames that
// do not end their message and have fewer bytes than a least size (RFC 6455, section 5.4). Beast
// accepts any number of them without a callback, and each costs the server more than the peer. A
// value for one thread. It only reads frame headers; whether the frames are valid is checked by
// Beast.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>

namespace callbackd::edge {

class SmallFragments {
 public:
  explicit SmallFragments(std::size_t least_bytes) : least_bytes_(least_bytes) {}

  // How many tiny fragments have the end of their header in `bytes`. The bytes continue those of
  // the call before, at any place of a frame.
  std::size_t count(std::string_view bytes);

 private:
  std::size_t header_bytes() const;  // of the current frame; 2 until its first two bytes are known
  std::uint64_t payload_bytes() const;

  std::size_t least_bytes_;
  std::array<unsigned char, 14> header_{};
  std::size_t have_ = 0;            // bytes in header_
  std::uint64_t payload_left_ = 0;  // payload bytes still to come of the frame before
};

}  // namespace callbackd::edge
