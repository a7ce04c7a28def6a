// A ProxyGreeting is a new connection from a trusted proxy, one that is listed in [http]
// proxy_protocol_from. It reads the PROXY header, which comes before TLS, and no byte behind it.
// Then a Greeting or HttpConnection takes over its slot, and the connection counts for the address
// in the header. If no good header arrives within head_time, the connection is closed and counted
// (kNoProxyHeader). If the proxy closes it without a byte, it is not counted. Its Shard owns it,
// and it is used on the shard's I/O thread only.
#pragma once
#include <boost/asio/ip/address.hpp>
#include <memory>
#include <optional>
#include <string>

#include "edge/net/shard.hpp"
#include "edge/net/tcp_stream.hpp"

namespace callbackd::edge {

class ProxyGreeting final : public Connection {
 public:
  ProxyGreeting(Shard& shard, TcpSocket socket);

  void start(std::unique_ptr<ConnectionPlace> place);

  void on_readable(boost::system::error_code error) override;
  void on_writable(boost::system::error_code) override {}  // a ProxyGreeting never waits for this
  void on_deadline() override { refuse(); }
  void drain() override { close(); }
  void abort() override { close(); }
  bool give_way() override;

 private:
  void wait();
  void take(std::size_t size);
  void hand_over(std::optional<boost::asio::ip::address> const& source);
  void refuse();
  void close();

  Shard& shard_;
  TcpSocket socket_;
  Shard::Slot slot_ = 0;
  std::string header_;  // the bytes of the header that have come so far
  bool over_ = false;
};

}  // namespace callbackd::edge
