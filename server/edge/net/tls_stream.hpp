// A ByteStream that speaks TLS over a TCP socket, by OpenSSL. On the socket's I/O thread only.
// Handshake, reads and writes never block. An idle connection holds no record buffer.
#pragma once
#include <openssl/types.h>

#include <array>
#include <memory>

#include "edge/net/tcp_stream.hpp"
#include "edge/net/tls_keys.hpp"

namespace callbackd::edge {

class TlsStream final : public ByteStream {
 public:
  TlsStream(TcpSocket socket, TlsContext context);
  ~TlsStream() override;

  // One step of the handshake, which comes before everything else. would_block: wait_readable() and
  // call it again. No error: the handshake is done.
  void shake_hands(ErrorCode& error);

  std::size_t read_some(boost::asio::mutable_buffer into, ErrorCode& error) override;
  std::size_t write_some(std::span<boost::asio::const_buffer const> from,
                         ErrorCode& error) override;
  void wait_readable(std::shared_ptr<StreamOwner> owner) override;
  void wait_writable(std::shared_ptr<StreamOwner> owner) override;
  // Sends TLS's close_notify as well. Bytes that are read after it are not deciphered; they are
  // only good for being dropped.
  void shut_down_writing() override;
  void close() override;

 private:
  struct Transport;  // OpenSSL's way to the socket

  void send_close_notify();
  // The error that a failed call of OpenSSL means. `wait` becomes what the socket must be ready for
  // before the call is repeated: in TLS, a read may need the socket to be writable, and the
  // reverse.
  ErrorCode failure(int result, TcpSocket::wait_type& wait);

  TcpSocket socket_;
  std::unique_ptr<SSL, void (*)(SSL*)> ssl_;
  TcpSocket::wait_type read_waits_for_ = TcpSocket::wait_read;
  TcpSocket::wait_type write_waits_for_ = TcpSocket::wait_write;
  bool broken_ = false;             // a call failed for good: no close_notify can be sent
  bool close_notify_sent_ = false;  // close_notify was sent, or could not be
};

}  // namespace callbackd::edge
