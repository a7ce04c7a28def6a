// A ByteStream that speaks TLS, by OpenSSL, over a TCP socket. On the socket's I/O thread only.
// Handshake, reads and writes never block; between them an idle connection holds no record buffer.
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

  // One step, before anything else: would_block until it is done; wait and call it again.
  void shake_hands(ErrorCode& error);

  std::size_t read_some(boost::asio::mutable_buffer into, ErrorCode& error) override;
  std::size_t write_some(std::span<boost::asio::const_buffer const> from,
                         ErrorCode& error) override;
  void wait_readable(std::shared_ptr<StreamOwner> owner) override;
  void wait_writable(std::shared_ptr<StreamOwner> owner) override;
  // Says so inside TLS as well. What is read from then on is undeciphered, only to be dropped.
  void shut_down_writing() override;
  void close() override;

 private:
  struct Transport;  // OpenSSL's way to the socket

  void say_end();
  // What a call of OpenSSL that did not succeed means; `wait` is what to wait for before its next
  // try, as a TCP socket may have to be written to for a read.
  ErrorCode failure(int result, TcpSocket::wait_type& wait);

  TcpSocket socket_;
  std::unique_ptr<SSL, void (*)(SSL*)> ssl_;
  TcpSocket::wait_type read_waits_for_ = TcpSocket::wait_read;
  TcpSocket::wait_type write_waits_for_ = TcpSocket::wait_write;
  bool broken_ = false;  // OpenSSL can say no more
  bool said_all_ = false;
};

}  // namespace callbackd::edge
