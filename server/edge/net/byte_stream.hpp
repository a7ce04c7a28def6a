// The bytes under a connection: plain TCP, or TLS behind the same functions.
// Used on the connection's I/O thread only; reads and writes never block and never allocate a
// buffer, so that an idle connection holds none.
#pragma once
#include <boost/asio/buffer.hpp>
#include <boost/system/error_code.hpp>
#include <memory>
#include <span>

namespace callbackd::edge {

// What a stream tells its owner. Waiting keeps the owner alive.
class StreamOwner {
 public:
  virtual ~StreamOwner() = default;
  virtual void on_readable(boost::system::error_code error) = 0;
  virtual void on_writable(boost::system::error_code error) = 0;
};

class ByteStream {
 public:
  using ErrorCode = boost::system::error_code;

  virtual ~ByteStream() = default;

  // Bytes read; the error would_block: none are there yet; eof: none will come.
  virtual std::size_t read_some(boost::asio::mutable_buffer into, ErrorCode& error) = 0;
  virtual std::size_t write_some(std::span<boost::asio::const_buffer const> from,
                                 ErrorCode& error) = 0;
  // One on_readable or on_writable follows, never from inside these calls.
  virtual void wait_readable(std::shared_ptr<StreamOwner> owner) = 0;
  virtual void wait_writable(std::shared_ptr<StreamOwner> owner) = 0;
  virtual void shut_down_writing() = 0;
  virtual void close() = 0;  // waits end with an error
};

}  // namespace callbackd::edge
