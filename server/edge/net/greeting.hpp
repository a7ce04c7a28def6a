// A Greeting is a new connection on a port that speaks TLS. It looks at the first byte to tell TLS
// from plain HTTP and does the TLS handshake within handshake_time. Then an HttpConnection takes
// over its slot in the shard. Its Shard owns it, and it is used on the shard's I/O thread only. A
// port without TLS has no Greetings.
#pragma once
#include <memory>

#include "edge/net/shard.hpp"
#include "edge/net/tls_stream.hpp"

namespace callbackd::edge {

class Greeting final : public Connection {
 public:
  Greeting(Shard& shard, TcpSocket socket);

  void start(std::unique_ptr<ConnectionPlace> place);
  void take_over(Shard::Slot slot);  // starts in the slot of a ProxyGreeting

  void on_readable(boost::system::error_code error) override;
  void on_writable(boost::system::error_code) override {}  // a Greeting never waits for this
  void on_deadline() override;
  void drain() override { close(); }
  void abort() override { close(); }
  bool give_way() override {
    close();
    return true;
  }

 private:
  enum class Phase { kSilent, kHandshake, kLingering, kOver };

  void begin();
  void look_at_first_byte();
  void shake_hands();
  void fail();
  void drop_input();
  void hand_over(std::unique_ptr<ByteStream> stream, bool refused = false);
  void wait();
  void close();

  Shard& shard_;
  TcpSocket socket_;  // moved into a stream when the first byte is known
  std::unique_ptr<TlsStream> stream_;
  Shard::Slot slot_ = 0;
  Phase phase_ = Phase::kSilent;
};

// Begins a connection: with a Greeting if the port speaks TLS, otherwise with an HttpConnection.
void greet(Shard& shard, TcpSocket socket, std::unique_ptr<ConnectionPlace> place);
// Does the same as greet() in the slot of a ProxyGreeting that has read its PROXY header.
void greet_behind_proxy(Shard& shard, TcpSocket socket, Shard::Slot slot);

}  // namespace callbackd::edge
