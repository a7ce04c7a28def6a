#include "voice/ari/event_socket.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>

#include "voice/ari/rest.hpp"
#include "voice/ari/stream.hpp"

namespace callbackd::voice::ari {
namespace {

namespace websocket = boost::beast::websocket;
constexpr std::size_t kEventBytesMost = 1024UL * 1024;

}  // namespace

struct EventSocket::Web {
  explicit Web(Stream stream) : socket(std::move(stream)) {}
  websocket::stream<Stream, false> socket;
};

EventSocket::EventSocket(boost::asio::io_context& context, Access const& access,
                         EventSocketOptions options)
    : context_(context), access_(access), options_(std::move(options)) {}

EventSocket::~EventSocket() = default;

void EventSocket::open() {
  boost::asio::co_spawn(
      context_, [self = shared_from_this()] { return self->run(); }, boost::asio::detached);
}

void EventSocket::close() {
  closed_ = true;
  if (!web_) return;
  if (!web_->socket.is_open()) return web_->socket.next_layer().close();
  web_->socket.async_close(websocket::close_code::normal,
                           [self = shared_from_this()](ErrorCode) {});
}

// Runs the whole life of the socket. `self` keeps the EventSocket alive until this coroutine has
// ended.
boost::asio::awaitable<void> EventSocket::run() {
  auto const self = shared_from_this();
  auto why = co_await serve();
  if (closed_) co_return;
  closed_ = true;
  options_.on_end(std::move(why));
}

// Connects and passes each message to on_event. Returns why the connection ended; empty if close()
// was called.
boost::asio::awaitable<std::string> EventSocket::serve() {
  auto connected = co_await connect(access_.address, access_.tls.get(),
                                    std::chrono::steady_clock::now() + options_.open);
  if (!connected.stream) co_return connected.why;
  if (closed_) co_return "";
  web_ = std::make_unique<Web>(std::move(*connected.stream));
  auto& socket = web_->socket;
  websocket::stream_base::timeout waits{options_.open, options_.idle, true};
  socket.set_option(waits);
  socket.set_option(websocket::stream_base::decorator([this](websocket::request_type& request) {
    request.set(boost::beast::http::field::authorization, access_.authorization);
  }));
  socket.read_message_max(kEventBytesMost);
  auto const target = access_.address.path + "/events?app=" + percent_encoded(options_.application);
  auto const [refused] = co_await socket.async_handshake(access_.host_header(), target, kTuple);
  if (refused) co_return "handshake: " + refused.message();
  if (closed_) co_return "";
  options_.on_open();
  boost::beast::flat_buffer buffer;
  while (!closed_) {
    auto const [ended, bytes] = co_await socket.async_read(buffer, kTuple);
    if (ended) co_return ended.message();
    if (closed_) break;
    options_.on_event({static_cast<char const*>(buffer.data().data()), bytes});
    buffer.consume(bytes);
  }
  co_return "";
}

}  // namespace callbackd::voice::ari
