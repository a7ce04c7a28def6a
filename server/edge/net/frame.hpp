// Reads WebSocket frames as a server does (RFC 6455, section 5) and gives whole messages; makes
// frame headers. No I/O, one thread at a time. Everything that breaks the protocol is a
// CloseReason.
#pragma once
#include <array>
#include <boost/system/result.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "edge/net/web_socket.hpp"

namespace callbackd::edge {

enum class Opcode : std::uint8_t {
  kContinuation = 0,
  kText = 1,
  kBinary = 2,
  kClose = 8,
  kPing = 9,
  kPong = 10,
};

struct FrameEvent {
  enum class Kind { kFragment, kMessage, kPing, kPong, kClose };
  Kind kind = Kind::kFragment;
  std::size_t used = 0;      // bytes of the input that belong to it
  std::string_view payload;  // lives as long as the input, or until the next call
  CloseReason close = {};    // kClose: what the peer said, 1005 if nothing
};

class FrameReader {
 public:
  using Result = boost::system::result<std::optional<FrameEvent>, CloseReason>;

  explicit FrameReader(std::size_t message_bytes) : message_bytes_(message_bytes) {}

  // Takes one frame from the front of `input`, unmasking it in place. nullopt: it is not whole yet.
  // Call it until then: the call after a fragmented message frees it.
  Result next(std::span<char> input);

 private:
  Result take_data(bool final, FrameEvent event);

  std::size_t message_bytes_;
  bool in_message_ = false;
  std::string message_;  // the fragments so far
};

// A server's frame header: final, unmasked.
struct FrameHeader {
  std::array<char, 10> bytes{};
  std::uint8_t size = 0;

  std::string_view text() const { return {bytes.data(), size}; }
};
FrameHeader make_header(Opcode opcode, std::size_t payload_bytes);

std::string close_payload(CloseReason const& reason);

}  // namespace callbackd::edge
