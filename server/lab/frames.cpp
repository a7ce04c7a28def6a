#include "lab/frames.hpp"

#include <array>
#include <cstring>

namespace callbackd::lab {
namespace {

constexpr std::uint8_t kFinal = 0x80;
constexpr std::uint8_t kReserved = 0x70;
constexpr std::uint8_t kMasked = 0x80;
constexpr std::size_t kSmall = 125;
constexpr std::uint8_t kTwoBytes = 126;
constexpr std::uint8_t kEightBytes = 127;
constexpr std::uint64_t kPayloadBytesMost = 64ULL * 1024 * 1024;
constexpr std::uint16_t kNoStatus = 1005;

std::uint8_t byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint8_t>(bytes[at]);
}

void append_big_endian(std::string& out, std::uint64_t value, std::size_t bytes) {
  for (auto left = bytes; left-- > 0;) out += static_cast<char>(value >> (8 * left) & 0xFF);
}

std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (auto const byte : bytes) value = value << 8 | static_cast<std::uint8_t>(byte);
  return value;
}

bool is_control(Opcode opcode) {
  return static_cast<std::uint8_t>(opcode) >= 8;
}

}  // namespace

void append_frame(std::string& out, Opcode opcode, std::string_view payload, std::uint32_t mask) {
  out += static_cast<char>(kFinal | static_cast<std::uint8_t>(opcode));
  if (payload.size() <= kSmall) {
    out += static_cast<char>(kMasked | payload.size());
  } else if (payload.size() <= 0xFFFF) {
    out += static_cast<char>(kMasked | kTwoBytes);
    append_big_endian(out, payload.size(), 2);
  } else {
    out += static_cast<char>(kMasked | kEightBytes);
    append_big_endian(out, payload.size(), 8);
  }
  std::array<char, 4> key{};
  std::memcpy(key.data(), &mask, sizeof mask);
  out.append(key.data(), key.size());
  auto const start = out.size();
  out += payload;
  for (std::size_t at = 0; at < payload.size(); ++at)
    out[start + at] = static_cast<char>(out[start + at] ^ key[at % 4]);
}

// Reads frames (RFC 6455, 5.2). A frame has two bytes, then 2 or 8 more bytes if the length is
// long, then the payload. A server does not mask its frames. A message that is one frame is
// returned as a view into `bytes`, without a copy. The frames of a longer message (its fragments)
// are collected until the final one. Control frames may come between fragments.
FrameReader::Read FrameReader::next(std::string_view& bytes) {
  while (bytes.size() >= 2) {
    auto const first = byte_at(bytes, 0);
    auto const second = byte_at(bytes, 1);
    if ((first & kReserved) != 0 || (second & kMasked) != 0) return Read::kBad;
    std::size_t const wide = second == kTwoBytes ? 2 : second == kEightBytes ? 8 : 0;
    if (bytes.size() < 2 + wide) return Read::kMore;
    auto const size = wide == 0 ? second : big_endian(bytes.substr(2, wide));
    if (size > kPayloadBytesMost) return Read::kBad;
    if (bytes.size() - 2 - wide < size) return Read::kMore;
    auto const payload = bytes.substr(2 + wide, size);
    bytes.remove_prefix(2 + wide + size);

    auto const opcode = static_cast<Opcode>(first & 0x0F);
    bool const final = (first & kFinal) != 0;
    if (is_control(opcode) || (final && opcode != Opcode::kContinuation)) {
      opcode_ = opcode;
      payload_ = payload;
      return Read::kMessage;
    }
    if (between_messages_ != (opcode != Opcode::kContinuation)) return Read::kBad;
    if (between_messages_) {
      fragments_.clear();
      begun_ = opcode;
    }
    fragments_ += payload;
    between_messages_ = final;
    if (!final) continue;
    opcode_ = begun_;
    payload_ = fragments_;
    return Read::kMessage;
  }
  return Read::kMore;
}

std::uint16_t close_code(std::string_view payload) {
  return payload.size() < 2 ? kNoStatus
                            : static_cast<std::uint16_t>(big_endian(payload.substr(0, 2)));
}

}  // namespace callbackd::lab
