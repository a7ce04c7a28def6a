// A ByteStream that speaks TLS over a TCP socket, with OpenSSL. The Greeting owns it during the
// handshake; later, byte_stream.hpp says who owns it. It is used on the socket's I/O thread only.
// The handshake, reads and writes never block. An idle connection holds no record buffer.
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

  // Does one step of the handshake. The handshake must be done before anything else. If `error` is
  // would_block, call wait_readable() and then this function again. If no error is set, the
  // handshake is done.
  void shake_hands(ErrorCode& error);

  std::size_t read_some(boost::asio::mutable_buffer into, ErrorCode& error) override;
  std::size_t write_some(std::span<boost::asio::const_buffer const> from,
                         ErrorCode& error) override;
  void wait_readable(std::shared_ptr<StreamOwner> owner) override;
  void wait_writable(std::shared_ptr<StreamOwner> owner) override;
  // Also sends TLS's close_notify. Bytes that are read afterwards are not deciphered; the caller
  // can only drop them.
  void shut_down_writing() override;
  void close() override;

 private:
  struct Transport;  // OpenSSL's way to the socket

  void send_close_notify();
  // Returns the error that a failed call of OpenSSL means. For would_block it sets `wait` to what
  // the socket must be ready for before the call is repeated. In TLS, a read may have to wait until
  // the socket is writable, and a write until it is readable.
  ErrorCode failure(int result, TcpSocket::wait_type& wait);

  TcpSocket socket_;
  std::unique_ptr<SSL, void (*)(SSL*)> ssl_;
  TcpSocket::wait_type read_waits_for_ = TcpSocket::wait_read;
  TcpSocket::wait_type write_waits_for_ = TcpSocket::wait_write;
  bool broken_ = false;             // a call failed for good: close_notify cannot be sent any more
  bool close_notify_sent_ = false;  // close_notify was sent, or could not be sent
};

}  // namespace callbackd::edge
