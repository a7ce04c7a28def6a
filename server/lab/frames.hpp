// The client's side of RFC 6455, as much as a load client needs: masked frames out, whole messages
// in. No extensions. Pure functions of bytes and one small state; one thread.
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

// Appends one whole masked frame.
void append_frame(std::string& out, Opcode opcode, std::string_view payload, std::uint32_t mask);

class FrameReader {
 public:
  enum class Read { kMessage, kMore, kBad };
  // Takes the next message off the front of `bytes`; control frames come as messages of their own.
  // What is not taken must be given again, with more behind it.
  Read next(std::string_view& bytes);

  Opcode opcode() const { return opcode_; }
  std::string_view payload() const { return payload_; }  // until the next call

 private:
  Opcode opcode_ = Opcode::kText;
  std::string_view payload_;
  Opcode begun_ = Opcode::kContinuation;  // of a message in fragments
  std::string fragments_;
  bool whole_ = true;
};

// The code of a Close's payload; 1005 if it names none.
std::uint16_t close_code(std::string_view payload);

}  // namespace callbackd::lab
