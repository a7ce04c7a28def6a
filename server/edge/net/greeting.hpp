// A connection that has said nothing yet, on a port that speaks TLS: its first byte tells TLS from
// plain HTTP. Does TLS's handshake within its limit, then an HttpConnection takes its place. On its
// shard's I/O thread.
#pragma once
#include <memory>

#include "edge/net/shard.hpp"
#include "edge/net/tls_stream.hpp"

namespace callbackd::edge {

class Greeting final : public Connection {
 public:
  Greeting(Shard& shard, TcpSocket socket);

  void start(std::unique_ptr<Place> place);
  void take_over(Shard::Slot slot);  // in the place of what accepted the connection

  void on_readable(boost::system::error_code error) override;
  void on_writable(boost::system::error_code) override {}  // never waited for
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
  TcpSocket socket_;  // until it is known what speaks over it
  std::unique_ptr<TlsStream> stream_;
  Shard::Slot slot_ = 0;
  Phase phase_ = Phase::kSilent;
};

// A connection begins: with a Greeting where the port speaks TLS, else with HTTP at once.
void greet(Shard& shard, TcpSocket socket, std::unique_ptr<Place> place);
// The same in the slot of what has read the words of a proxy.
void greet_behind_proxy(Shard& shard, TcpSocket socket, Shard::Slot slot);

}  // namespace callbackd::edge
