// Test support: makes the masked WebSocket frames that a client sends to the server. Pure; any
// thread.
#pragma once
#include <cstdint>
#include <string>

namespace callbackd::edge::test {

using namespace std::string_literals;

enum class Opcode : std::uint8_t {
  kContinuation = 0,
  kText = 1,
  kBinary = 2,
  kClose = 8,
  kPing = 9,
  kPong = 10,
};

inline std::string big_endian(std::uint64_t number, int bytes) {
  std::string text;
  while (bytes > 0) text += static_cast<char>(number >> (8 * --bytes) & 0xFF);
  return text;
}

inline std::string frame(Opcode opcode, std::string payload, bool final = true) {
  std::string const key = "\x11\x22\x33\x44";
  auto const size = payload.size();
  std::string bytes(1, static_cast<char>((final ? 0x80 : 0) | static_cast<int>(opcode)));
  if (size < 126) {
    bytes += static_cast<char>(0x80 | size);
  } else if (size < 65536) {
    bytes += "\xFE" + big_endian(size, 2);
  } else {
    bytes += "\xFF" + big_endian(size, 8);
  }
  for (std::size_t i = 0; i < size; ++i) payload[i] = static_cast<char>(payload[i] ^ key[i % 4]);
  return bytes + key + payload;
}

inline std::string fragment(Opcode opcode, std::string payload) {
  return frame(opcode, std::move(payload), false);
}

inline std::string close_payload(std::uint16_t code, std::string const& reason = "") {
  return big_endian(code, 2) + reason;
}

inline std::string close_frame(std::uint16_t code, std::string const& reason) {
  return frame(Opcode::kClose, close_payload(code, reason));
}

}  // namespace callbackd::edge::test
