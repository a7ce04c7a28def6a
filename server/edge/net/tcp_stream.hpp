// A ByteStream directly over a TCP socket. It owns the socket and makes it non-blocking. It has no
// buffer. byte_stream.hpp says who owns it. It is used on the socket's I/O thread only.
#pragma once
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "edge/net/byte_stream.hpp"

namespace callbackd::edge {

using TcpSocket =
    boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;

class TcpStream final : public ByteStream {
 public:
  explicit TcpStream(TcpSocket socket);

  std::size_t read_some(boost::asio::mutable_buffer into, ErrorCode& error) override;
  std::size_t write_some(std::span<boost::asio::const_buffer const> from,
                         ErrorCode& error) override;
  void wait_readable(std::shared_ptr<StreamOwner> owner) override;
  void wait_writable(std::shared_ptr<StreamOwner> owner) override;
  void shut_down_writing() override;
  void close() override;

 private:
  TcpSocket socket_;
};

}  // namespace callbackd::edge
