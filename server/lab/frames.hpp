// The client's side of WebSocket (RFC 6455), as much as a load client needs: writes masked frames,
// reads whole messages. No extensions. append_frame() is pure; a FrameReader belongs to one
// connection and one thread.
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

// Appends one unfragmented frame, masked with `mask`.
void append_frame(std::string& out, Opcode opcode, std::string_view payload, std::uint32_t mask);

class FrameReader {
 public:
  enum class Read { kMessage, kMore, kBad };
  // Removes the next message from the front of `bytes`; a control frame is a message, too. kMore:
  // the bytes that are left must be given again, followed by more.
  Read next(std::string_view& bytes);

  Opcode opcode() const { return opcode_; }
  std::string_view payload() const { return payload_; }  // valid until the next call of next()

 private:
  Opcode opcode_ = Opcode::kText;
  std::string_view payload_;
  Opcode begun_ = Opcode::kContinuation;  // of the message whose fragments are being read
  std::string fragments_;
  bool whole_ = true;  // false: a fragmented message is not complete yet
};

// The code of a Close's payload; 1005 if it names none.
std::uint16_t close_code(std::string_view payload);

}  // namespace callbackd::lab
