#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "edge/net/outbox.hpp"
#include "edge/net_frames.hpp"

namespace callbackd::edge::test {
namespace {

using Kind = FrameEvent::Kind;

struct Seen {
  std::vector<std::string> messages;
  std::vector<std::string> pings;
  std::uint16_t ended = 0;  // by the peer's Close or by an error
};

// Feeds the bytes in pieces, as a connection does.
Seen read(std::string const& bytes, std::size_t step, std::size_t limit = 100) {
  FrameReader reader(limit);
  Seen seen;
  std::string rest;
  for (std::size_t at = 0; at < bytes.size(); at += step) {
    rest += bytes.substr(at, step);
    while (seen.ended == 0) {
      auto const event = reader.next(rest);
      if (event.has_error()) seen.ended = event.error().code;
      if (event.has_error() || !*event) break;
      auto const& found = **event;
      if (found.kind == Kind::kMessage) seen.messages.emplace_back(found.payload);
      if (found.kind == Kind::kPing) seen.pings.emplace_back(found.payload);
      if (found.kind == Kind::kClose) seen.ended = found.close.code;
      rest.erase(0, found.used);
    }
  }
  return seen;
}

TEST_CASE("frames arrive in any pieces and make the same messages") {
  auto const bytes = frame(Opcode::kText, "one") + fragment(Opcode::kText, "tw") +
                     frame(Opcode::kPing, "p") + fragment(Opcode::kContinuation, "") +
                     frame(Opcode::kContinuation, "o\xC3\xA9") + frame(Opcode::kPong, "") +
                     frame(Opcode::kText, std::string(60, 'x')) + frame(Opcode::kText, "") +
                     close_frame(1000, "bye");
  auto const step = GENERATE(1U, 2U, 5U, 13U, 1000U);
  auto const seen = read(bytes, step);
  CHECK(seen.messages == std::vector<std::string>{"one", "two\xC3\xA9", std::string(60, 'x'), ""});
  CHECK(seen.pings == std::vector<std::string>{"p"});
  CHECK(seen.ended == 1000);
}

TEST_CASE("the limit counts whole messages and does not wait for them") {
  CHECK(read(frame(Opcode::kText, std::string(100, 'x')), 7).messages.size() == 1);
  CHECK(read(frame(Opcode::kText, std::string(101, 'x')).substr(0, 6), 7).ended == 1009);
  auto const half = fragment(Opcode::kText, std::string(60, 'x'));
  CHECK(read(half + frame(Opcode::kContinuation, std::string(41, 'x')), 7).ended == 1009);
  auto const whole = half + frame(Opcode::kContinuation, std::string(40, 'x'));
  CHECK(read(whole + frame(Opcode::kText, std::string(100, 'x')), 7).messages.size() == 2);
  CHECK(read(std::string("\x81\xFF\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 10), 10).ended == 1009);
}

TEST_CASE("what breaks the protocol ends with its code") {
  struct Row {
    std::string bytes;
    std::uint16_t code;
  };
  auto const row = GENERATE(values<Row>({
      {std::string("\x81\x01x", 3), 1002},                   // not masked
      {"\xC1" + frame(Opcode::kText, "x").substr(1), 1002},  // RSV1: compressed
      {"\x83" + frame(Opcode::kText, "x").substr(1), 1002},  // opcode 3
      {"\x8B" + frame(Opcode::kText, "x").substr(1), 1002},  // opcode 11
      {frame(Opcode::kPing, std::string(126, 'x')), 1002},
      {fragment(Opcode::kPing, "x"), 1002},
      {frame(Opcode::kContinuation, "x"), 1002},
      {fragment(Opcode::kText, "x") + frame(Opcode::kText, "y"), 1002},
      {std::string("\x81\xFE\x00\x05", 4), 1002},  // length not shortest
      {std::string("\x81\xFF\x80\x00\x00\x00\x00\x00\x00\x00", 10), 1002},
      {frame(Opcode::kBinary, "x"), 1003},
      {frame(Opcode::kText, "\xFF"), 1007},
      {fragment(Opcode::kText, "\xC3") + frame(Opcode::kContinuation, "x"), 1007},
      {frame(Opcode::kClose, ""), 1005},
      {frame(Opcode::kClose, "x"), 1002},
      {close_frame(1005, ""), 1002},
      {close_frame(1006, ""), 1002},
      {close_frame(999, ""), 1002},
      {close_frame(5000, ""), 1002},
      {close_frame(4409, ""), 4409},
      {close_frame(1000, "\xFF"), 1007},
  }));
  CHECK(read(row.bytes, 1).ended == row.code);
  CHECK(read(row.bytes, 1000).ended == row.code);
}

TEST_CASE("a server's headers have the shortest length") {
  CHECK(make_header(Opcode::kText, 125).text() == "\x81\x7D");
  CHECK(make_header(Opcode::kPong, 0).text() == std::string("\x8A\x00", 2));
  CHECK(make_header(Opcode::kText, 126).text() == std::string("\x81\x7E\x00\x7E", 4));
  CHECK(make_header(Opcode::kText, 65536).text() ==
        std::string("\x81\x7F\x00\x00\x00\x00\x00\x01\x00\x00", 10));
}

TEST_CASE("a close reason is cut to fit, never inside a character") {
  CHECK(close_payload({1000, "bye"}) == "\x03\xE8"s + "bye");
  CHECK(close_payload({1005, "ignored"}).empty());
  auto const cut = close_payload({1000, std::string(122, 'x') + "\xC3\xA9"});
  CHECK(cut.size() == 124);
}

TEST_CASE("an outbox gives its bytes in order, whatever the socket takes") {
  auto const step = GENERATE(1U, 3U, 100U);
  Outbox outbox;
  std::string expected;
  for (int i = 0; i < 100; ++i) {
    auto const text = std::make_shared<std::string const>(std::to_string(i));
    expected += std::string(make_header(Opcode::kText, text->size()).text()) + *text;
    outbox.push(Opcode::kText, text);
  }
  std::string written;
  while (!outbox.empty()) {
    std::string now;
    for (auto const& buffer : outbox.front())
      now.append(static_cast<char const*>(buffer.data()), buffer.size());
    now.resize(std::min<std::size_t>(now.size(), step));
    outbox.consume(now.size());
    written += now;
  }
  CHECK(written == expected);
}

TEST_CASE("dropping what is unsent keeps the frame under way whole") {
  Outbox outbox;
  auto const text = std::make_shared<std::string const>("0123456789");
  outbox.push(Opcode::kText, text);
  outbox.push(Opcode::kText, text);
  outbox.consume(5);
  outbox.drop_unsent();
  CHECK(outbox.bytes() == 7);
  outbox.consume(7);
  outbox.push(Opcode::kText, text);
  outbox.drop_unsent();
  CHECK(outbox.empty());
}

}  // namespace
}  // namespace callbackd::edge::test
