#include "edge/net/tcp_stream.hpp"

namespace callbackd::edge {

TcpStream::TcpStream(TcpSocket socket) : socket_(std::move(socket)) {
  ErrorCode ignored;  // if the socket is dead already, its first read fails
  socket_.non_blocking(true, ignored);
}

std::size_t TcpStream::read_some(boost::asio::mutable_buffer into, ErrorCode& error) {
  return socket_.read_some(into, error);
}

std::size_t TcpStream::write_some(std::span<boost::asio::const_buffer const> from,
                                  ErrorCode& error) {
  return socket_.write_some(from, error);
}

void TcpStream::wait_readable(std::shared_ptr<StreamOwner> owner) {
  socket_.async_wait(TcpSocket::wait_read,
                     [owner = std::move(owner)](ErrorCode error) { owner->on_readable(error); });
}

void TcpStream::wait_writable(std::shared_ptr<StreamOwner> owner) {
  socket_.async_wait(TcpSocket::wait_write,
                     [owner = std::move(owner)](ErrorCode error) { owner->on_writable(error); });
}

void TcpStream::shut_down_writing() {
  ErrorCode ignored;
  socket_.shutdown(TcpSocket::shutdown_send, ignored);
}

void TcpStream::close() {
  ErrorCode ignored;
  socket_.close(ignored);
}

}  // namespace callbackd::edge
