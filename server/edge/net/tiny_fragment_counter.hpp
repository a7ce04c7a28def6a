// TinyFragmentCounter counts the tiny fragments that a WebSocket's peer sends. A tiny fragment is a
// frame that does not end its message and has fewer bytes than least_bytes (RFC 6455, section 5.4).
// Beast accepts any number of fragments without telling us, and each fragment costs the server more
// than the peer. TinyFragmentCounter only reads frame headers; Beast checks whether the frames are
// valid. The WebSocketSession owns it and uses it on the connection's I/O thread.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>

namespace callbackd::edge {

class TinyFragmentCounter {
 public:
  explicit TinyFragmentCounter(std::size_t least_bytes) : least_bytes_(least_bytes) {}

  // Returns how many tiny fragments have the end of their header in `bytes`. The bytes follow those
  // of the previous call. A call may begin and end anywhere inside a frame.
  std::size_t count(std::string_view bytes);

 private:
  std::size_t header_bytes() const;  // of the current frame; 2 until its first two bytes are known
  std::uint64_t payload_bytes() const;

  std::size_t least_bytes_;
  std::array<unsigned char, 14> header_{};
  std::size_t have_ = 0;            // bytes in header_
  std::uint64_t payload_left_ = 0;  // payload bytes of the last frame that have not come yet
};

}  // namespace callbackd::edge
