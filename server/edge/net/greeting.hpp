// A connection that has said nothing yet, on a port that speaks TLS: its first byte tells TLS from
// plain HTTP. Does TLS's handshake within its limit, then an HttpConnection takes its place. On its
// shard's I/O thread.
#pragma once
#include <boost/asio/ip/address.hpp>
#include <memory>

#include "edge/net/shard.hpp"
#include "edge/net/tls_stream.hpp"

namespace callbackd::edge {

class Greeting final : public Connection {
 public:
  Greeting(Shard& shard, TcpSocket socket, boost::asio::ip::address peer);

  void start();

  void on_readable(boost::system::error_code error) override;
  void on_writable(boost::system::error_code) override {}  // never waited for
  void on_deadline() override;
  void drain() override { close(); }
  void abort() override { close(); }
  boost::asio::ip::address peer() const override { return peer_; }

 private:
  enum class Phase { kSilent, kHandshake, kLingering, kOver };

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
  boost::asio::ip::address peer_;
  Shard::Slot slot_ = 0;
  Phase phase_ = Phase::kSilent;
};

}  // namespace callbackd::edge
