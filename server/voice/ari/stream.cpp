#include "voice/ari/stream.hpp"

#include <openssl/ssl.h>
#include <sys/socket.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace callbackd::voice::ari {
namespace {

using boost::asio::ip::tcp;
using Socket = boost::asio::basic_stream_socket<tcp, Stream::executor_type>;
using TlsSocket = boost::asio::ssl::stream<Socket>;

Socket& lowest(Socket& socket) {
  return socket;
}
Socket& lowest(TlsSocket& socket) {
  return socket.next_layer();
}

template <class Any>
class Over final : public Stream::Transport {
 public:
  explicit Over(std::shared_ptr<Any> socket) : socket_(std::move(socket)) {}
  ~Over() override { Over::close(); }

  // Each operation holds the socket, so that it is not destroyed before the operation has ended.
  void read_some(Buffers<boost::asio::mutable_buffer> into, IoHandler done) override {
    socket_->async_read_some(
        into, [keep = socket_, done = std::move(done)](ErrorCode error, std::size_t bytes) mutable {
          done(error, bytes);
        });
  }
  void write_some(Buffers<boost::asio::const_buffer> from, IoHandler done) override {
    socket_->async_write_some(
        from, [keep = socket_, done = std::move(done)](ErrorCode error, std::size_t bytes) mutable {
          done(error, bytes);
        });
  }
  void close() override {
    ErrorCode ignored;
    lowest(*socket_).close(ignored);
  }
  bool is_stale() override {
    auto& socket = lowest(*socket_);
    if (!socket.is_open()) return true;
    char byte = 0;
    auto const got = ::recv(socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
  }

 private:
  std::shared_ptr<Any> socket_;
};

// One attempt to connect. cancel() ends the operation for which the attempt waits.
struct Attempt {
  explicit Attempt(boost::asio::io_context& context)
      : resolver(context.get_executor()),
        socket(context.get_executor()),
        timer(context.get_executor()) {}
  boost::asio::ip::basic_resolver<tcp, Stream::executor_type> resolver;
  Socket socket;
  std::shared_ptr<TlsSocket> tls;
  boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                    boost::asio::wait_traits<std::chrono::steady_clock>,
                                    Stream::executor_type>
      timer;

  void cancel() {
    ErrorCode ignored;
    resolver.cancel();
    (tls ? tls->next_layer() : socket).close(ignored);
  }
};

boost::asio::awaitable<ErrorCode> shake_hands(Attempt& attempt, Address const& address,
                                              boost::asio::ssl::context& context) {
  attempt.tls = std::make_shared<TlsSocket>(std::move(attempt.socket), context);
  ErrorCode error;
  SSL_set_tlsext_host_name(attempt.tls->native_handle(), address.host.c_str());
  attempt.tls->set_verify_mode(boost::asio::ssl::verify_peer, error);
  if (!error) {
    attempt.tls->set_verify_callback(boost::asio::ssl::host_name_verification(address.host), error);
  }
  if (error) co_return error;
  auto [result] =
      co_await attempt.tls->async_handshake(boost::asio::ssl::stream_base::client, kTuple);
  co_return result;
}

}  // namespace

// Connects, with a timer for the whole attempt. At the deadline the timer cancels the operation
// that is running, and that operation then fails.
boost::asio::awaitable<Connected> connect(Address const& address, boost::asio::ssl::context* tls,
                                          Time deadline) {
  auto const executor = co_await boost::asio::this_coro::executor;
  auto& context = static_cast<boost::asio::io_context&>(executor.context());
  auto const attempt = std::make_shared<Attempt>(context);
  attempt->timer.expires_at(deadline);
  attempt->timer.async_wait([weak = std::weak_ptr(attempt)](ErrorCode error) {
    auto const late = weak.lock();
    if (!error && late) late->cancel();
  });
  auto const [unknown, found] =
      co_await attempt->resolver.async_resolve(address.host, address.port, kTuple);
  if (unknown) co_return Connected{nullptr, "resolve: " + unknown.message()};
  auto const [refused, endpoint] =
      co_await boost::asio::async_connect(attempt->socket, found, kTuple);
  if (refused) co_return Connected{nullptr, "connect: " + refused.message()};
  ErrorCode error;
  attempt->socket.set_option(tcp::no_delay(true), error);
  if (!address.tls) {
    attempt->timer.cancel();
    auto socket = std::make_shared<Socket>(std::move(attempt->socket));
    co_return Connected{std::make_unique<Stream>(context.get_executor(),
                                                 std::make_unique<Over<Socket>>(std::move(socket))),
                        ""};
  }
  error = co_await shake_hands(*attempt, address, *tls);
  attempt->timer.cancel();
  if (error) co_return Connected{nullptr, "tls: " + error.message()};
  co_return Connected{std::make_unique<Stream>(context.get_executor(),
                                               std::make_unique<Over<TlsSocket>>(attempt->tls)),
                      ""};
}

}  // namespace callbackd::voice::ari
