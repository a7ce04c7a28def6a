#include "edge/net/tls_stream.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <climits>
#include <new>

namespace callbackd::edge {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kRecordBytes = 16 * 1024;  // the most that one TLS record can carry

int clamped(std::size_t size) {
  return static_cast<int>(std::min<std::size_t>(size, INT_MAX));
}

// Copies small buffers into `room`, so that they are sent as one TLS record. An example is a
// frame's header and its payload. A single buffer or a large first buffer is returned as it is,
// without a copy.
asio::const_buffer gathered(std::span<asio::const_buffer const> from,
                            std::array<char, kRecordBytes>& room) {
  if (from.size() == 1 || from.front().size() >= room.size()) return from.front();
  std::size_t size = 0;
  for (auto const& piece : from) size += asio::buffer_copy(asio::buffer(room) + size, piece);
  return {room.data(), size};
}

}  // namespace

// A BIO of our own over the Asio socket; a BIO is OpenSSL's interface to a transport. OpenSSL's own
// socket BIO would raise SIGPIPE on a connection that the peer has closed.
struct TlsStream::Transport {
  static TlsStream& stream_of(BIO* bio) { return *static_cast<TlsStream*>(BIO_get_data(bio)); }

  static int outcome(std::size_t size, ErrorCode const& error) {
    if (!error) return static_cast<int>(size);
    return error == asio::error::eof ? 0 : -1;
  }
  static int read(BIO* bio, char* into, int size) {
    BIO_clear_retry_flags(bio);
    ErrorCode error;
    auto const got =
        stream_of(bio).socket_.read_some(asio::buffer(into, static_cast<std::size_t>(size)), error);
    if (error == asio::error::would_block) BIO_set_retry_read(bio);
    return outcome(got, error);
  }
  static int write(BIO* bio, char const* from, int size) {
    BIO_clear_retry_flags(bio);
    ErrorCode error;
    auto const sent = stream_of(bio).socket_.write_some(
        asio::buffer(from, static_cast<std::size_t>(size)), error);
    if (error == asio::error::would_block) BIO_set_retry_write(bio);
    return outcome(sent, error);
  }
  static long control(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

  static BIO_METHOD* make_method() {
    auto* const method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "callbackd");
    if (method == nullptr) throw std::bad_alloc();
    BIO_meth_set_read(method, read);
    BIO_meth_set_write(method, write);
    BIO_meth_set_ctrl(method, control);
    return method;
  }
  static BIO* make(TlsStream& stream) {
    static BIO_METHOD* const method = make_method();
    auto* const bio = BIO_new(method);
    if (bio == nullptr) throw std::bad_alloc();
    BIO_set_data(bio, &stream);
    BIO_set_init(bio, 1);
    return bio;
  }
};

TlsStream::TlsStream(TcpSocket socket, TlsContext context)
    : socket_(std::move(socket)), ssl_(SSL_new(context.get()), SSL_free) {
  if (!ssl_) throw std::bad_alloc();
  auto* const bio = Transport::make(*this);
  SSL_set_bio(ssl_.get(), bio, bio);
  SSL_set_accept_state(ssl_.get());
  ErrorCode ignored;  // if the socket is dead already, its first read fails
  socket_.non_blocking(true, ignored);
}

TlsStream::~TlsStream() = default;

TlsStream::ErrorCode TlsStream::failure(int result, TcpSocket::wait_type& wait) {
  switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_WANT_READ:
      wait = TcpSocket::wait_read;
      return asio::error::would_block;
    case SSL_ERROR_WANT_WRITE:
      wait = TcpSocket::wait_write;
      return asio::error::would_block;
    case SSL_ERROR_ZERO_RETURN:
      return asio::error::eof;
    default:
      broken_ = true;
      return asio::error::connection_reset;
  }
}

void TlsStream::shake_hands(ErrorCode& error) {
  // SSL_get_error() looks at the thread's error queue. An error that another connection left there
  // would be taken for an error of this connection, so the queue is cleared first. read_some(),
  // write_some() and send_close_notify() do the same.
  ERR_clear_error();
  auto const result = SSL_do_handshake(ssl_.get());
  error = result == 1 ? ErrorCode{} : failure(result, read_waits_for_);
}

std::size_t TlsStream::read_some(asio::mutable_buffer into, ErrorCode& error) {
  if (close_notify_sent_) return socket_.read_some(into, error);
  ERR_clear_error();
  auto const result = SSL_read(ssl_.get(), into.data(), clamped(into.size()));
  error = result > 0 ? ErrorCode{} : failure(result, read_waits_for_);
  return result > 0 ? static_cast<std::size_t>(result) : 0;
}

std::size_t TlsStream::write_some(std::span<asio::const_buffer const> from, ErrorCode& error) {
  error = {};
  if (from.empty()) return 0;
  std::array<char, kRecordBytes> room;
  auto const record = gathered(from, room);
  if (record.size() == 0) return 0;
  ERR_clear_error();
  auto const result = SSL_write(ssl_.get(), record.data(), clamped(record.size()));
  if (result <= 0) error = failure(result, write_waits_for_);
  return result > 0 ? static_cast<std::size_t>(result) : 0;
}

void TlsStream::wait_readable(std::shared_ptr<StreamOwner> owner) {
  // OpenSSL may hold bytes that it has deciphered already. It is possible that no more bytes come
  // on the socket, so the owner is called without waiting for the socket.
  if (!close_notify_sent_ && SSL_pending(ssl_.get()) > 0) {
    asio::post(socket_.get_executor(), [owner = std::move(owner)] { owner->on_readable({}); });
    return;
  }
  socket_.async_wait(std::exchange(read_waits_for_, TcpSocket::wait_read),
                     [owner = std::move(owner)](ErrorCode error) { owner->on_readable(error); });
}

void TlsStream::wait_writable(std::shared_ptr<StreamOwner> owner) {
  socket_.async_wait(std::exchange(write_waits_for_, TcpSocket::wait_write),
                     [owner = std::move(owner)](ErrorCode error) { owner->on_writable(error); });
}

// Sends TLS's close_notify once, if the socket takes it now. It does not wait until the socket is
// writable or the peer's close_notify comes.
void TlsStream::send_close_notify() {
  if (std::exchange(close_notify_sent_, true) || broken_) return;
  ERR_clear_error();
  if (SSL_is_init_finished(ssl_.get()) != 0) SSL_shutdown(ssl_.get());
}

void TlsStream::shut_down_writing() {
  send_close_notify();
  ErrorCode ignored;
  socket_.shutdown(TcpSocket::shutdown_send, ignored);
}

void TlsStream::close() {
  send_close_notify();
  ErrorCode ignored;
  socket_.close(ignored);
}

}  // namespace callbackd::edge
