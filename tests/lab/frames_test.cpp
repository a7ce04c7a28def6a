#include "lab/frames.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace callbackd::lab;

namespace {

std::string frame(unsigned char first, std::string const& payload) {
  std::string bytes(1, static_cast<char>(first));
  if (payload.size() <= 125) return bytes + static_cast<char>(payload.size()) + payload;
  bytes += static_cast<char>(126);
  bytes += static_cast<char>(payload.size() >> 8);
  return bytes + static_cast<char>(payload.size() & 0xFF) + payload;
}

std::string unmasked(std::string const& sent, std::size_t head) {
  auto const key = sent.substr(head, 4);
  auto payload = sent.substr(head + 4);
  for (std::size_t at = 0; at < payload.size(); ++at)
    payload[at] = static_cast<char>(payload[at] ^ key[at % 4]);
  return payload;
}

}  // namespace

TEST_CASE("a frame goes out masked, its length in as few bytes as hold it") {
  for (auto const& [size, head] :
       {std::pair{125UL, 2UL}, {126UL, 4UL}, {65535UL, 4UL}, {65536UL, 10UL}}) {
    std::string const payload(size, 'x');
    std::string out;
    append_frame(out, Opcode::kText, payload, 0xA1B2C3D4);
    REQUIRE(out.size() == head + 4 + size);
    CHECK(static_cast<unsigned char>(out[0]) == 0x81);
    CHECK((static_cast<unsigned char>(out[1]) & 0x80) != 0);
    CHECK(out.find(payload) == std::string::npos);
    CHECK(unmasked(out, head) == payload);
  }
}

TEST_CASE("messages are taken one after the other, and a piece of one is left") {
  auto const bytes = frame(0x81, "one") + frame(0x89, "ping") + frame(0x81, std::string(300, 'y'));
  std::string_view rest = std::string_view(bytes).substr(0, bytes.size() - 1);
  FrameReader reader;
  REQUIRE(reader.next(rest) == FrameReader::Read::kMessage);
  CHECK(reader.payload() == "one");
  REQUIRE(reader.next(rest) == FrameReader::Read::kMessage);
  CHECK(reader.opcode() == Opcode::kPing);
  REQUIRE(reader.next(rest) == FrameReader::Read::kMore);
  CHECK(rest.size() == 303);
  rest = std::string_view(bytes).substr(bytes.size() - 304);
  REQUIRE(reader.next(rest) == FrameReader::Read::kMessage);
  CHECK(reader.payload() == std::string(300, 'y'));
  CHECK(rest.empty());
}

TEST_CASE("a message in fragments is put together around a control frame") {
  auto const bytes = frame(0x01, "a") + frame(0x89, "") + frame(0x00, "b") + frame(0x80, "c");
  std::string_view rest = bytes;
  FrameReader reader;
  REQUIRE(reader.next(rest) == FrameReader::Read::kMessage);
  CHECK(reader.opcode() == Opcode::kPing);
  REQUIRE(reader.next(rest) == FrameReader::Read::kMessage);
  CHECK(reader.opcode() == Opcode::kText);
  CHECK(reader.payload() == "abc");
}

TEST_CASE("masked, reserved, or out of place: not believed") {
  for (auto const& bytes : {std::string("\x81\x81key!x"), frame(0xC1, "x"), frame(0x80, "x"),
                            frame(0x01, "a") + frame(0x01, "b")}) {
    std::string_view rest = bytes;
    FrameReader reader;
    CHECK(reader.next(rest) == FrameReader::Read::kBad);
  }
}

TEST_CASE("a close's code is its first two bytes") {
  CHECK(close_code(std::string_view("\x03\xF5slow", 6)) == 1013);
  CHECK(close_code("") == 1005);
}
