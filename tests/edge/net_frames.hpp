// A client's WebSocket frames, masked, for tests of the server's side. Pure functions.
#pragma once
#include <string>

#include "edge/net/frame.hpp"

namespace callbackd::edge::test {

using namespace std::string_literals;

inline std::string frame(Opcode opcode, std::string payload, bool final = true) {
  std::string const key = "\x11\x22\x33\x44";
  auto bytes = std::string(make_header(opcode, payload.size()).text());
  bytes[1] = static_cast<char>(bytes[1] | '\x80');
  if (!final) bytes[0] = static_cast<char>(bytes[0] & 0x7F);
  for (std::size_t i = 0; i < payload.size(); ++i)
    payload[i] = static_cast<char>(payload[i] ^ key[i % 4]);
  return bytes + key + payload;
}

inline std::string fragment(Opcode opcode, std::string payload) {
  return frame(opcode, std::move(payload), false);
}

inline std::string close_frame(std::uint16_t code, std::string const& reason) {
  return frame(Opcode::kClose,
               std::string{static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)} + reason);
}

}  // namespace callbackd::edge::test
