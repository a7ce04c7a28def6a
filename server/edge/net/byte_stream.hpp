// ByteStream is the byte stream under a connection: plain TCP, or TLS with the same functions. The
// HttpConnection owns it. After an upgrade, the WireStream of the WebSocketSession owns it. It is
// used on the connection's I/O thread only. Reads and writes never block. A stream has no read
// buffer of its own: the connection waits until the stream is readable and then reads into a buffer
// of its I/O thread. So an idle connection holds no buffer.
#pragma once
#include <boost/asio/buffer.hpp>
#include <boost/system/error_code.hpp>
#include <memory>
#include <span>

namespace callbackd::edge {

// The connection that uses a stream. While a stream waits, it holds a shared_ptr to its owner, so
// the owner lives until the wait ends.
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

  // read_some() and write_some() return how many bytes were read or written. Errors:
  // would_block      nothing can be read or written now: wait and try again
  // eof              the peer has ended its side
  // any other error  the link is broken
  virtual std::size_t read_some(boost::asio::mutable_buffer into, ErrorCode& error) = 0;
  virtual std::size_t write_some(std::span<boost::asio::const_buffer const> from,
                                 ErrorCode& error) = 0;
  // wait_readable() and wait_writable() wait until the stream is readable or writable. Each call is
  // followed by exactly one call of the owner's on_readable() or on_writable(). The owner is never
  // called from inside these functions.
  virtual void wait_readable(std::shared_ptr<StreamOwner> owner) = 0;
  virtual void wait_writable(std::shared_ptr<StreamOwner> owner) = 0;
  virtual void shut_down_writing() = 0;  // the peer reads eof; reading goes on
  virtual void close() = 0;              // pending waits end with an error
};

}  // namespace callbackd::edge
