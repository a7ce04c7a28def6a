// The client's side of WebSocket (RFC 6455), as far as a load client needs it. It writes masked
// frames and reads whole messages, without extensions. append_frame() is pure; any thread. A
// FrameReader belongs to one LoadAgent, and is used on its thread.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace callbackd::lab {

enum class Opcode : std::uint8_t {
  kContinuation = 0,
  kText = 1,
  kBinary = 2,
  kClose = 8,
  kPing = 9,
  kPong = 10,
};

// Appends one frame that is a whole message, masked with `mask`.
void append_frame(std::string& out, Opcode opcode, std::string_view payload, std::uint32_t mask);

class FrameReader {
 public:
  enum class Read { kMessage, kMore, kBad };
  // Removes the next message from the front of `bytes`; a control frame is a message, too. kMore:
  // no whole message is there. The bytes that are left must be passed again, with later bytes after
  // them.
  Read next(std::string_view& bytes);

  Opcode opcode() const { return opcode_; }
  std::string_view payload() const { return payload_; }  // valid until the next call of next()

 private:
  Opcode opcode_ = Opcode::kText;
  std::string_view payload_;
  Opcode begun_ = Opcode::kContinuation;  // the opcode of a message whose fragments are read now
  std::string fragments_;
  bool between_messages_ = true;  // false: a fragmented message is not complete yet
};

// Returns the code in the payload of a Close frame, or 1005 if the payload has none.
std::uint16_t close_code(std::string_view payload);

}  // namespace callbackd::lab
