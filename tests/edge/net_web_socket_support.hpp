// Test support: Fixture owns a listener whose WebSocket sends every message back, and a client that
// has done the opening handshake with it. Each test makes its own Fixture, and uses it on the main
// thread. The listener has a thread of its own.
#pragma once
#include "edge/net/handshake.hpp"
#include "edge/net_frames.hpp"
#include "edge/net_support.hpp"

namespace callbackd::edge::test {

using Connection = std::shared_ptr<WebSocketConnection>;

inline std::shared_ptr<std::string const> text_of(std::string text) {
  return std::make_shared<std::string const>(std::move(text));
}

// A handler that sends every message back. It also reports each event of the connection to the
// test.
struct Echo : WebSocketHandler {
  Events<Connection> opened;
  Events<std::string> messages;
  Events<CloseReason> closed;
  Events<int> timers;
  bool opens_session = true;
  Connection connection;

  void on_open(Connection given) override {
    connection = given;
    if (opens_session) connection->session_opened("alice");
    opened.put(given);
  }
  void on_message(std::string_view text) override {
    if (text == "throw") throw std::runtime_error("broken");
    connection->send(text_of(std::string(text)), Validity::kAlways);
    messages.put(std::string(text));
  }
  void on_timer() override { timers.put(1); }
  void on_closed(CloseReason const& reason) override {
    connection.reset();
    closed.put(reason);
  }
};

inline Handlers accepting(std::shared_ptr<Echo> const& handler) {
  return {.on_request = [](HttpRequest request, Responder respond) { respond(echo(request)); },
          .on_upgrade =
              [handler](HttpRequest request, UpgradeResponder respond) {
                if (request.path() != "/ws") return respond({.status = 404});
                bool const offered = offers_subprotocol(request, "callbackd.v1");
                respond.accept(offered ? "callbackd.v1" : "", handler);
              }};
}

inline std::string handshake(std::string const& fields =
                                 "Sec-WebSocket-Version: 13\r\n"
                                 "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
                             std::string const& path = "/ws") {
  return "GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
         fields + "\r\n";
}

inline Handlers with(Handlers handlers, MaySend may_send) {
  handlers.may_send = std::move(may_send);
  return handlers;
}

struct Fixture {
  std::shared_ptr<Echo> handler = std::make_shared<Echo>();
  Server server;
  Client client;

  explicit Fixture(NetLimits limits = quick_limits(), int receive_buffer = 0)
      : Fixture(MaySend{}, limits, receive_buffer) {}
  explicit Fixture(MaySend may_send, NetLimits limits = quick_limits(), int receive_buffer = 0)
      : server(with(accepting(handler), std::move(may_send)), limits),
        client(server, receive_buffer) {
    client.send(handshake());
    if (client.status(false) != 101) throw std::runtime_error("the handshake was refused");
  }

  // Reads the server's next frame. Returns its opcode and its payload.
  std::pair<Opcode, std::string> next_frame() {
    auto const head = client.bytes(2);
    auto size = static_cast<std::size_t>(head[1] & 0x7F);
    if (size >= 126) {
      auto const extra = client.bytes(size == 126 ? 2 : 8);
      size = 0;
      for (char byte : extra) size = size << 8 | static_cast<unsigned char>(byte);
    }
    return {static_cast<Opcode>(head[0] & 0x0F), client.bytes(size)};
  }
  std::string next_message() {
    auto const [opcode, payload] = next_frame();
    CHECK(opcode == Opcode::kText);
    return payload;
  }
  // Returns the code in the server's Close frame, which must be the next frame.
  unsigned next_close() {
    auto const [opcode, payload] = next_frame();
    CHECK(opcode == Opcode::kClose);
    return static_cast<unsigned>(static_cast<unsigned char>(payload.at(0)) << 8 |
                                 static_cast<unsigned char>(payload.at(1)));
  }
};

}  // namespace callbackd::edge::test
