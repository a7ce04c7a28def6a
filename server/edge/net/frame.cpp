#include "edge/net/frame.hpp"

#include <cstring>

#include "edge/net/utf8.hpp"

namespace callbackd::edge {
namespace {

constexpr std::size_t kControlBytes = 125;

CloseReason protocol_error(std::string text) {
  return {close_code::kProtocolError, std::move(text)};
}

std::uint64_t big_endian(std::span<char const> bytes) {
  std::uint64_t number = 0;
  for (char byte : bytes) number = number << 8 | static_cast<unsigned char>(byte);
  return number;
}

void unmask(std::span<char> payload, char const* key) {
  std::uint32_t key32;
  std::memcpy(&key32, key, 4);
  std::uint64_t const key64 = static_cast<std::uint64_t>(key32) << 32 | key32;
  std::size_t at = 0;
  for (; at + 8 <= payload.size(); at += 8) {
    std::uint64_t word;
    std::memcpy(&word, payload.data() + at, 8);
    word ^= key64;
    std::memcpy(payload.data() + at, &word, 8);
  }
  for (; at < payload.size(); ++at) payload[at] = static_cast<char>(payload[at] ^ key[at % 4]);
}

bool is_control(Opcode opcode) {
  return static_cast<std::uint8_t>(opcode) >= 8;
}

struct Header {
  Opcode opcode{};
  bool final = false;
  std::size_t size = 0;  // of the header with the mask
  std::size_t payload = 0;
};

std::optional<CloseReason> check(unsigned char first, unsigned char second) {
  auto const opcode = first & 0x0F;
  if ((first & 0x70) != 0) return protocol_error("a reserved bit is set");
  if ((opcode > 2 && opcode < 8) || opcode > 10) return protocol_error("unknown opcode");
  if ((second & 0x80) == 0) return protocol_error("the frame is not masked");
  bool const long_or_split = (first & 0x80) == 0 || (second & 0x7F) > kControlBytes;
  if (opcode >= 8 && long_or_split) return protocol_error("a control frame is too long or split");
  return std::nullopt;
}

boost::system::result<std::optional<Header>, CloseReason> read_header(std::span<char const> input) {
  if (input.size() < 2) return std::optional<Header>{};
  auto const first = static_cast<unsigned char>(input[0]);
  auto const second = static_cast<unsigned char>(input[1]);
  if (auto error = check(first, second)) return std::move(*error);
  Header header{.opcode = static_cast<Opcode>(first & 0x0F), .final = (first & 0x80) != 0};
  std::uint64_t length = second & 0x7F;
  std::size_t const extra = length == 127 ? 8 : length == 126 ? 2 : 0;
  header.size = 2 + extra + 4;
  if (input.size() < 2 + extra) return std::optional<Header>{};
  if (extra > 0) {
    length = big_endian(input.subspan(2, extra));
    if (length < (extra == 2 ? 126U : 65536U) || length >> 63 != 0)
      return protocol_error("a length is not in its shortest form");
  }
  header.payload = static_cast<std::size_t>(length);
  return std::optional(header);
}

bool may_be_sent(std::uint16_t code) {
  if (code >= 3000 && code <= 4999) return true;
  return code >= 1000 && code <= 1014 && code != 1004 && code != close_code::kNoStatus &&
         code != close_code::kAbnormal;
}

FrameReader::Result take_close(FrameEvent event) {
  auto const payload = event.payload;
  event.kind = FrameEvent::Kind::kClose;
  event.close = {close_code::kNoStatus, {}};
  if (payload.empty()) return std::optional(std::move(event));
  if (payload.size() == 1) return protocol_error("a close code is cut off");
  auto const code = static_cast<std::uint16_t>(big_endian(std::span(payload.data(), 2)));
  if (!may_be_sent(code)) return protocol_error("the close code is not one to be sent");
  auto const text = payload.substr(2);
  if (!is_utf8(text)) return CloseReason{close_code::kInvalidPayload, "the reason is not UTF-8"};
  event.close = {code, std::string(text)};
  return std::optional(std::move(event));
}

}  // namespace

FrameReader::Result FrameReader::next(std::span<char> input) {
  if (!in_message_) message_ = {};  // an idle connection holds no buffer
  auto const read = read_header(input);
  if (!read) return read.error();
  if (!*read) return std::optional<FrameEvent>{};
  auto const header = **read;
  bool const control = is_control(header.opcode);
  if (!control) {
    if (header.opcode == Opcode::kBinary)
      return CloseReason{close_code::kUnsupportedData, "only text messages are spoken here"};
    if ((header.opcode == Opcode::kContinuation) != in_message_)
      return protocol_error("a fragment is out of place");
    if (header.payload > message_bytes_ - message_.size())
      return CloseReason{close_code::kTooLarge, "the message is too large"};
  }
  if (input.size() < header.size || input.size() - header.size < header.payload)
    return std::optional<FrameEvent>{};
  auto const payload = input.subspan(header.size, header.payload);
  unmask(payload, input.data() + header.size - 4);
  FrameEvent event{.used = header.size + header.payload,
                   .payload = {payload.data(), payload.size()}};
  if (!control) return take_data(header.final, std::move(event));
  if (header.opcode == Opcode::kClose) return take_close(std::move(event));
  event.kind = header.opcode == Opcode::kPing ? FrameEvent::Kind::kPing : FrameEvent::Kind::kPong;
  return std::optional(std::move(event));
}

FrameReader::Result FrameReader::take_data(bool final, FrameEvent event) {
  if (!final || in_message_) {
    message_.append(event.payload);
    event.payload = message_;
  }
  in_message_ = !final;
  if (!final) return std::optional(std::move(event));
  if (!is_utf8(event.payload))
    return CloseReason{close_code::kInvalidPayload, "the message is not UTF-8"};
  event.kind = FrameEvent::Kind::kMessage;
  return std::optional(std::move(event));
}

FrameHeader make_header(Opcode opcode, std::size_t payload_bytes) {
  FrameHeader header;
  auto const put = [&](std::uint64_t byte) {
    header.bytes[header.size++] = static_cast<char>(byte & 0xFF);
  };
  put(0x80U | static_cast<std::uint8_t>(opcode));
  unsigned length_bytes = 0;
  if (payload_bytes < 126) {
    put(payload_bytes);
  } else if (payload_bytes < 65536) {
    put(126);
    length_bytes = 2;
  } else {
    put(127);
    length_bytes = 8;
  }
  while (length_bytes > 0) put(payload_bytes >> (8 * --length_bytes));
  return header;
}

std::string close_payload(CloseReason const& reason) {
  if (reason.code == close_code::kNoStatus) return {};
  std::string payload{static_cast<char>(reason.code >> 8), static_cast<char>(reason.code & 0xFF)};
  auto text = std::string_view(reason.text).substr(0, kControlBytes - 2);
  while (!is_utf8(text)) text.remove_suffix(1);  // cut inside a character
  return payload.append(text);
}

}  // namespace callbackd::edge
