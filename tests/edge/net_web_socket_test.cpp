#include <atomic>

#include "edge/net_web_socket_support.hpp"

namespace callbackd::edge::test {
namespace {

using namespace std::chrono_literals;

TEST_CASE("the handshake is the RFC's example and names the subprotocol") {
  auto const handler = std::make_shared<Echo>();
  Server server(accepting(handler));
  Client client(server);
  client.send(
      handshake("Sec-WebSocket-Version: 13\r\n"
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                "Sec-WebSocket-Protocol: other\r\n"
                "Sec-WebSocket-Protocol: x, callbackd.v1\r\n"));
  auto const answer = client.response(false);
  CHECK(answer.starts_with("HTTP/1.1 101 Switching Protocols\r\n"));
  CHECK(answer.find("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n") != answer.npos);
  CHECK(answer.find("Sec-WebSocket-Protocol: callbackd.v1\r\n") != answer.npos);
  handler->opened.take();
  CHECK(server.listener().counts().open_web_sockets == 1);
}

TEST_CASE("bad handshakes are answered over HTTP and the connection stays") {
  Server server(accepting(std::make_shared<Echo>()));
  Client client(server);
  auto const refused = client
                           .send(handshake("Sec-WebSocket-Version: 8\r\n"
                                           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"))
                           .response();
  CHECK(refused.starts_with("HTTP/1.1 426 "));
  CHECK(refused.find("Sec-WebSocket-Version: 13\r\n") != refused.npos);
  CHECK(client.send(handshake("Sec-WebSocket-Version: 13\r\n")).status() == 400);
  CHECK(
      client.send(handshake("Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: abc\r\n")).status() ==
      400);
  CHECK(client
            .send("GET /ws HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\n"
                  "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
            .status() == 400);
  CHECK(client
            .send(handshake("Sec-WebSocket-Version: 13\r\n"
                            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
                            "/elsewhere"))
            .status() == 404);
  CHECK(client.send("GET /ws HTTP/1.1\r\nHost: a\r\n\r\n").status() == 200);
}

TEST_CASE("messages go both ways, split and not, with pings between") {
  Fixture f;
  f.client.send(frame(Opcode::kText, "hello"));
  CHECK(f.next_message() == "hello");
  f.client.send(fragment(Opcode::kText, "a") + frame(Opcode::kPing, "p") +
                frame(Opcode::kContinuation, "b"));
  CHECK(f.next_frame() == std::pair{Opcode::kPong, "p"s});
  CHECK(f.next_message() == "ab");
  for (char c : frame(Opcode::kText, "slowly")) f.client.send(std::string(1, c));
  CHECK(f.next_message() == "slowly");
  std::string const large(64 * 1024, 'x');
  f.client.send(frame(Opcode::kText, large));
  CHECK(f.next_message() == large);
}

TEST_CASE("a client that does not wait for the handshake's answer loses nothing") {
  auto const handler = std::make_shared<Echo>();
  Server server(accepting(handler));
  Client client(server);
  client.send(handshake() + frame(Opcode::kText, "early"));
  CHECK(handler->messages.take() == "early");
}

TEST_CASE("sends from other threads keep their order") {
  Fixture f;
  auto const connection = f.handler->opened.take();
  for (int i = 0; i < 1000; ++i) connection->send(text_of(std::to_string(i)), Validity::kAlways);
  for (int i = 0; i < 1000; ++i) REQUIRE(f.next_message() == std::to_string(i));
}

TEST_CASE("a connection that breaks a rule is closed with its code and reported once") {
  struct Row {
    std::string bytes;
    std::uint16_t code;
  };
  auto const many = [](std::string const& one, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += one;
    return all;
  };
  auto const row = GENERATE_COPY(values<Row>({
      {"\x81\x01x", 1002},
      {frame(Opcode::kBinary, "x"), 1003},
      {frame(Opcode::kText, "\xC0\x80"), 1007},
      {frame(Opcode::kText, std::string(64 * 1024 + 1, 'x')), 1009},
      {many(frame(Opcode::kPing, ""), 6), 1008},
      {many(frame(Opcode::kPong, ""), 201), 1008},
      {frame(Opcode::kText, "throw"), 1011},
  }));
  Fixture f;
  f.client.send(row.bytes);
  auto next = f.next_frame();
  while (next.first == Opcode::kPong) next = f.next_frame();
  CHECK(next.first == Opcode::kClose);
  CHECK(next.second.substr(0, 2) == close_payload(row.code));
  CHECK(f.handler->closed.take().code == row.code);
  f.client.finish_writing();
  CHECK(f.client.closed());
  CHECK(f.server.listener().counts().web_sockets_closed_by_code.at(row.code) == 1);
}

TEST_CASE("frames arrive in any pieces and make the same messages") {
  auto const bytes = frame(Opcode::kText, "one") + fragment(Opcode::kText, "tw") +
                     frame(Opcode::kPing, "p") + fragment(Opcode::kContinuation, "") +
                     frame(Opcode::kContinuation, "o\xC3\xA9") + frame(Opcode::kPong, "") +
                     frame(Opcode::kText, std::string(60, 'x')) + frame(Opcode::kText, "") +
                     close_frame(1000, "bye");
  auto const step = GENERATE(1U, 2U, 5U, 13U, 1000U);
  Fixture f;
  for (std::size_t at = 0; at < bytes.size(); at += step) f.client.send(bytes.substr(at, step));
  for (auto const& expected : {"one"s, "two\xC3\xA9"s, std::string(60, 'x'), ""s})
    CHECK(f.handler->messages.take() == expected);
  auto const reason = f.handler->closed.take();
  CHECK(reason.code == 1000);
  CHECK(reason.text == "bye");
}

TEST_CASE("a connection that breaks the protocol ends with its code") {
  struct Row {
    std::string bytes;
    unsigned code;
  };
  auto const row = GENERATE(values<Row>({
      {"\xC1" + frame(Opcode::kText, "x").substr(1), 1002},  // RSV1: compressed
      {"\x83" + frame(Opcode::kText, "x").substr(1), 1002},  // opcode 3
      {"\x8B" + frame(Opcode::kText, "x").substr(1), 1002},  // opcode 11
      {frame(Opcode::kPing, std::string(126, 'x')), 1002},
      {fragment(Opcode::kPing, "x"), 1002},
      {frame(Opcode::kContinuation, "x"), 1002},
      {fragment(Opcode::kText, "x") + frame(Opcode::kText, "y"), 1002},
      {"\x81\xFE\x00\x05keyyhello"s, 1002},  // length not shortest
      {fragment(Opcode::kText, "\xC3") + frame(Opcode::kContinuation, "x"), 1007},
      {frame(Opcode::kClose, "x"), 1002},
      {close_frame(1005, ""), 1002},
      {close_frame(1006, ""), 1002},
      {close_frame(999, ""), 1002},
      {close_frame(1000, "\xFF"), 1002},
  }));
  Fixture f;
  f.client.send(row.bytes);
  CHECK(f.next_close() == row.code);
  CHECK(f.handler->closed.take().code == row.code);
}

TEST_CASE("the limit counts whole messages and does not wait for them") {
  auto limits = quick_limits();
  limits.message_bytes = 100;
  Fixture f(limits);
  auto const half = fragment(Opcode::kText, std::string(60, 'x'));
  f.client.send(half + frame(Opcode::kContinuation, std::string(40, 'x')));
  f.client.send(frame(Opcode::kText, std::string(100, 'x')));
  f.handler->messages.take();
  f.handler->messages.take();
  SECTION("of a frame") {
    f.client.send(frame(Opcode::kText, std::string(101, 'x')).substr(0, 8));
  }
  SECTION("of a huge frame") {
    f.client.send("\x81\xFF\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFFkeyy");
  }
  SECTION("of fragments") {
    f.client.send(half + frame(Opcode::kContinuation, std::string(41, 'x')));
  }
  CHECK(f.handler->closed.take().code == 1009);
}

TEST_CASE("a close reason is cut to fit, never inside a character") {
  Fixture f;
  f.handler->opened.take()->close({1000, std::string(122, 'x') + "\xC3\xA9"});
  CHECK(f.next_frame() == std::pair{Opcode::kClose, close_payload(1000, std::string(122, 'x'))});
}

TEST_CASE("more than 200 messages a second are a flood") {
  Fixture f;
  std::string all;
  for (int i = 0; i < 201; ++i) all += frame(Opcode::kText, "x");
  f.client.send(all);
  CHECK(f.handler->closed.take().code == 1008);
  for (int i = 0; i < 200; ++i) f.handler->messages.take();
}

TEST_CASE("the client's Close is echoed") {
  Fixture f;
  SECTION("with its code") {
    f.client.send(close_frame(4000, "bye"));
    CHECK(f.next_close() == 4000);
    auto const reason = f.handler->closed.take();
    CHECK(reason.code == 4000);
    CHECK(reason.text == "bye");
  }
  SECTION("without one") {
    f.client.send(frame(Opcode::kClose, ""));
    CHECK(f.next_close() == 1000);
    CHECK(f.handler->closed.take().code == 1005);
  }
  f.client.finish_writing();
  CHECK(f.client.closed());
}

TEST_CASE("the server's Close follows what was sent before and waits for its echo") {
  Fixture f;
  auto const connection = f.handler->opened.take();
  connection->send(text_of("last"), Validity::kAlways);
  connection->close({4409, "superseded"});
  connection->close({1000, ""});
  connection->send(text_of("too late"), Validity::kAlways);
  CHECK(f.next_message() == "last");
  CHECK(f.next_close() == 4409);
  CHECK(f.handler->closed.take().code == 4409);
  f.client.send(frame(Opcode::kText, "ignored") + close_frame(4409, ""));
  CHECK(f.client.closed());
}

TEST_CASE("a closing handshake that does not end is ended") {
  auto limits = quick_limits();
  limits.close_time = 50ms;
  Fixture f(limits);
  f.handler->opened.take()->close({1000, "done"});
  CHECK(f.next_close() == 1000);
  CHECK(f.client.closed());  // although the client never answers
}

TEST_CASE("a cut link is reported as 1006") {
  auto f = std::make_unique<Fixture>();
  f->client.finish_writing();
  CHECK(f->handler->closed.take().code == 1006);
  CHECK(f->client.closed());
}

TEST_CASE("a client that does not read is closed with 1013") {
  auto limits = quick_limits();
  SECTION("when too much waits") {
    Fixture f(limits, 4096);
    auto const connection = f.handler->opened.take();
    auto const text = text_of(std::string(60'000, 'x'));
    for (int i = 0; i < 10; ++i) connection->send(text, Validity::kAlways);
    Events<int> waiting;
    connection->run([&] { waiting.put(1); });
    waiting.take();
    for (int i = 0; i < 40; ++i) connection->send(text, Validity::kAlways);
    CHECK(f.handler->closed.take().code == 1013);
    auto next = f.next_frame();
    while (next.first == Opcode::kText) next = f.next_frame();
    CHECK(next.first == Opcode::kClose);
    CHECK(next.second.substr(0, 2) == close_payload(1013));
  }
  SECTION("when something waits for too long") {
    limits.outbox_stall_time = 50ms;
    limits.close_time = 50ms;
    limits.outbox_bytes = 64 * 1024 * 1024;
    Fixture f(limits, 4096);
    auto const connection = f.handler->opened.take();
    auto const text = text_of(std::string(60'000, 'x'));
    for (int i = 0; i < 40; ++i) connection->send(text, Validity::kAlways);
    CHECK(f.handler->closed.take().code == 1013);
  }
}

TEST_CASE("one large answer is no sign of a slow client") {
  auto limits = quick_limits();
  limits.outbox_bytes = 64 * 1024;
  Fixture f(limits, 4096);
  auto const connection = f.handler->opened.take();
  connection->send(text_of(std::string(3'000'000, 'x')), Validity::kAlways);
  connection->send(text_of("told meanwhile"), Validity::kAlways);
  CHECK(f.next_message().size() == 3'000'000);
  CHECK(f.next_message() == "told meanwhile");
}

TEST_CASE("no closing handshake waits longer than its time for a client that does not read") {
  auto limits = quick_limits();
  limits.close_time = 50ms;
  limits.outbox_bytes = 64 * 1024 * 1024;
  Fixture f(limits, 4096);
  Events<int> drained;
  auto const connection = f.handler->opened.take();
  auto const text = text_of(std::string(60'000, 'x'));
  for (int i = 0; i < 40; ++i) connection->send(text, Validity::kAlways);
  CHECK(f.client.bytes(4) == "\x81\x7E" + big_endian(60'000, 2));
  SECTION("ours") {
    connection->close({4409, "superseded"});
    CHECK(f.handler->closed.take().code == 4409);
  }
  SECTION("its own") {
    f.client.send(close_frame(1000, ""));
    CHECK(f.handler->closed.take().code == 1000);
  }
  SECTION("after what broke a rule") {
    f.client.send(frame(Opcode::kBinary, "x"));
    CHECK(f.handler->closed.take().code == 1003);
  }
  f.server.listener().drain([&] { drained.put(1); });
  drained.take();
  CHECK(f.server.listener().connections() == 0);
}

TEST_CASE("a slow reader that makes progress gets everything") {
  auto limits = quick_limits();
  limits.outbox_bytes = 64 * 1024 * 1024;
  Fixture f(limits, 4096);
  auto const connection = f.handler->opened.take();
  for (int i = 0; i < 100; ++i)
    connection->send(text_of(std::to_string(i) + std::string(60'000, 'x')), Validity::kAlways);
  connection->close({1000, "done"});
  for (int i = 0; i < 100; ++i)
    REQUIRE(f.next_message() == std::to_string(i) + std::string(60'000, 'x'));
  CHECK(f.next_close() == 1000);
}

TEST_CASE("a client that asks much and reads late is read late, and gets every answer") {
  auto limits = quick_limits();
  limits.messages_per_second = 201;
  limits.outbox_bytes = 64 * 1024;  // much less than the answers have
  Fixture f(limits, 4096);
  constexpr int kAsked = 200;
  std::string all;
  for (int i = 0; i < kAsked; ++i)
    all += frame(Opcode::kText, std::to_string(i) + std::string(8'000, 'x'));
  f.client.send(all);
  for (int i = 0; i < kAsked; ++i)
    REQUIRE(f.next_message() == std::to_string(i) + std::string(8'000, 'x'));
}

TEST_CASE("a client that is not read because it does not read is not asked for a pong") {
  auto limits = quick_limits();
  limits.ping_interval = 20ms;
  limits.pong_time = 500ms;
  limits.outbox_stall_time = 1'500ms;
  Fixture f(limits, 4096);
  auto const connection = f.handler->opened.take();
  for (int i = 0; i < 40; ++i)
    connection->send(text_of(std::string(10'000, 'x')), Validity::kAlways);
  f.client.send(frame(Opcode::kText, "asked"));
  CHECK(f.handler->closed.take().code == 1013);  // not 1006
}

TEST_CASE("WebSockets end with their threads, whatever they were doing") {
  auto const handler = std::make_shared<Echo>();
  boost::asio::io_context context{1};
  auto listener =
      std::make_unique<Listener>(std::vector{&context}, ListenOptions{}, accepting(handler));
  std::thread thread([&] { context.run(); });
  boost::asio::ip::tcp::iostream client("127.0.0.1", std::to_string(listener->port()));
  client << handshake() << frame(Opcode::kText, "one") << std::flush;
  auto const connection = handler->opened.take();
  handler->messages.take();
  bool const busy = GENERATE(false, true);
  if (busy) {  // its answer is never read
    auto const text = text_of(std::string(60'000, 'x'));
    for (int i = 0; i < 8; ++i) connection->send(text, Validity::kAlways);
    connection->close({1000, ""});
  }
  context.stop();
  thread.join();
  listener.reset();
  CHECK(handler->connection == nullptr);
}

TEST_CASE("a silent client is pinged, and lost when it does not answer") {
  auto limits = quick_limits();
  limits.ping_interval = 30ms;
  limits.pong_time = 100ms;
  Fixture f(limits);
  CHECK(f.next_frame() == std::pair{Opcode::kPing, ""s});
  f.client.send(frame(Opcode::kPong, ""));
  CHECK(f.next_frame() == std::pair{Opcode::kPing, ""s});
  CHECK(f.handler->closed.take().code == 1006);
  CHECK(f.client.closed());
}

TEST_CASE("the handler's timer comes once and can be cleared") {
  Fixture f;
  auto const connection = f.handler->opened.take();
  connection->set_timer(1h);
  connection->set_timer(10ms);
  f.handler->timers.take();
  connection->set_timer(10ms);
  connection->set_timer(0ms);
  connection->set_timer(20ms);
  f.handler->timers.take();
}

TEST_CASE("before its session a WebSocket takes small messages only, and makes room for others") {
  auto limits = quick_limits();
  limits.connections_per_address = 1;
  auto const handler = std::make_shared<Echo>();
  handler->opens_session = false;
  Server server(accepting(handler), limits);
  Client large(server);
  CHECK(large.send(handshake()).status(false) == 101);
  auto const too_large = std::string(limits.message_bytes_before_session + 1, 'x');
  large.send(frame(Opcode::kText, too_large));
  CHECK(handler->closed.take().code == 1009);

  Client silent(server);
  CHECK(silent.send(handshake()).status(false) == 101);
  handler->opened.take();
  auto const opened = handler->opened.take();
  Client next(server);
  CHECK(handler->closed.take().code == 1006);
  CHECK(silent.closed());
  CHECK(next.send(handshake()).status(false) == 101);
  auto const session = handler->opened.take();
  session->run([session] { session->session_opened("alice"); });
  next.send(frame(Opcode::kText, too_large));
  CHECK(handler->messages.take() == too_large);
  CHECK(Client(server).send(get("/")).status() == 200);
  CHECK(Client(server).send(get("/")).status() == 200);
  next.send(frame(Opcode::kText, "still here"));
  CHECK(handler->messages.take() == "still here");
}

TEST_CASE("endless empty or tiny fragments are a flood") {
  for (std::string const& payload : {"", "x"}) {
    Fixture f;
    f.client.send(fragment(Opcode::kText, payload));
    for (int times = 0; times < 300; ++times)
      f.client.send(fragment(Opcode::kContinuation, payload));
    CHECK(f.handler->closed.take().code == 1008);
    CHECK(f.handler->messages.empty());
  }
}

TEST_CASE("a drain closes WebSockets with 1012") {
  Fixture f;
  Events<int> drained;
  f.handler->opened.take();
  f.server.listener().drain([&] { drained.put(1); });
  CHECK(f.next_close() == 1012);
  CHECK(f.handler->closed.take().code == 1012);
  f.client.send(close_frame(1012, ""));
  f.client.finish_writing();
  CHECK(f.client.closed());
  drained.take();
}

TEST_CASE("an abort ends every connection at once and says so") {
  Fixture f;
  f.handler->opened.take();
  f.server.listener().abort();
  CHECK(f.handler->closed.take().code == 1006);
  CHECK(f.client.closed());
}

}  // namespace
}  // namespace callbackd::edge::test
