#include "edge/net/listener.hpp"

#include <netinet/tcp.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <mutex>
#include <optional>

#include "edge/net/connection_places.hpp"
#include "edge/net/greeting.hpp"
#include "edge/net/proxy_greeting.hpp"
#include "edge/net/shard.hpp"

namespace callbackd::edge {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

// kSendBufferBytes is the size of the kernel's send buffer of a connection. kUnsentBytes is how
// many bytes in it may be unsent before the socket counts as not writable. If more were allowed,
// bytes that only fill the buffer would look like progress, and the server would not see that a
// peer does not read.
constexpr int kSendBufferBytes = 128 * 1024;
using UnsentBytes = asio::detail::socket_option::integer<IPPROTO_TCP, TCP_NOTSENT_LOWAT>;
constexpr int kUnsentBytes = 16 * 1024;
// After an error such as a lack of file descriptors, the listener accepts nothing for this time.
constexpr std::chrono::milliseconds kAcceptPause{50};

using Acceptor = asio::basic_socket_acceptor<tcp, asio::io_context::executor_type>;

// A socket that moves from the accepting thread to another thread. Meanwhile it belongs to no
// io_context. If the posted task is destroyed before it has run, the socket is closed.
class LooseSocket {
 public:
  explicit LooseSocket(TcpSocket& socket)
      : protocol_(socket.local_endpoint().protocol()), descriptor_(socket.release()) {}
  LooseSocket(LooseSocket&& other) noexcept
      : protocol_(other.protocol_), descriptor_(std::exchange(other.descriptor_, -1)) {}
  ~LooseSocket() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  TcpSocket attach_to(asio::io_context& context) {
    return {context, protocol_, std::exchange(descriptor_, -1)};
  }

 private:
  tcp protocol_;
  int descriptor_;
};

// Returns the address to listen on. A host name is looked up once; if it has IPv4 addresses, the
// first of these is taken.
tcp::endpoint endpoint_of(asio::io_context& context, ListenOptions const& options) {
  error_code error;
  auto const address = asio::ip::make_address(options.address, error);
  if (!error) return {address, options.port};
  auto const found = tcp::resolver(context).resolve(options.address, "");
  auto chosen = std::find_if(found.begin(), found.end(),
                             [](auto const& entry) { return entry.endpoint().address().is_v4(); });
  if (chosen == found.end()) chosen = found.begin();
  return {chosen->endpoint().address(), options.port};
}

}  // namespace

// The listener's state. Each posted task holds a shared_ptr to Impl, so Impl may live longer than
// the Listener. The acceptor runs on the first context's thread.
struct Listener::Impl : std::enable_shared_from_this<Listener::Impl> {
  Impl(std::vector<asio::io_context*> const& contexts, ListenOptions const& options, Handlers given)
      : handlers(std::move(given)),
        tls(options.tls),
        proxies(options.proxies),
        common{.limits = options.limits,
               .handlers = handlers,
               .tls = tls.get(),
               .plain_too = options.plain_too,
               .proxies = proxies,
               .on_left = [this] { release_hold(); }},
        places(common.limits,
               [this](ConnectionPlace::Where const& where) { ask_to_give_way(where); }),
        acceptor(*contexts.at(0)),
        socket(*contexts.at(0)),
        pause(*contexts.at(0)) {
    for (auto* context : contexts)
      shards.push_back(std::make_shared<Shard>(*context, common, shards.size()));
    auto const endpoint = endpoint_of(*contexts.at(0), options);
    acceptor->open(endpoint.protocol());
    acceptor->set_option(Acceptor::reuse_address(true));
    // Accepted sockets inherit the three options below.
    acceptor->set_option(tcp::no_delay(true));
    acceptor->set_option(asio::socket_base::send_buffer_size(kSendBufferBytes));
    acceptor->set_option(UnsentBytes(kUnsentBytes));
    acceptor->bind(endpoint);
    acceptor->listen(options.backlog);
    port = acceptor->local_endpoint().port();
  }

  void accept() {
    acceptor->async_accept(
        *socket, peer, [self = shared_from_this()](error_code error) { self->accepted(error); });
  }

  void accepted(error_code error) {
    if (!acceptor->is_open() || error == asio::error::operation_aborted) return;
    if (error) {
      pause->expires_after(kAcceptPause);
      pause->async_wait([self = shared_from_this()](error_code stopped) {
        if (!stopped && self->acceptor->is_open()) self->accept();
      });
      return;
    }
    ++common.counters.accepted;
    auto [place, refusal] = places.admit(peer.address(), !proxies.trusts(peer.address()));
    if (place) {
      ++holds;
      begin(shards[next], std::move(place));
      next = (next + 1) % shards.size();
    } else {
      common.closed(refusal, peer.address());
      socket->close(error);
    }
    accept();
  }

  // Asks a connection to give way. It can be called on any thread, and it posts the question to the
  // connection's I/O thread. When the question arrives, the connection may have ended or got work.
  // Shard::give_way() checks that.
  void ask_to_give_way(ConnectionPlace::Where const& where) {
    auto const& shard = shards[where.shard];
    ++holds;
    shard->post([self = shared_from_this(), shard, where] {
      shard->give_way(where);
      self->release_hold();
    });
  }

  void begin(std::shared_ptr<Shard> const& shard, std::unique_ptr<ConnectionPlace> place) {
    if (shard->on_this_thread()) return start(*shard, std::move(*socket), std::move(place));
    try {
      asio::post(shard->executor(), [shard, self = shared_from_this(), loose = LooseSocket(*socket),
                                     place = std::move(place)]() mutable {
        start(*shard, loose.attach_to(shard->context()), std::move(place));
      });
    } catch (boost::system::system_error const&) {
      release_hold();  // the peer has closed already: the socket has no local endpoint any more
    }
  }

  static void start(Shard& shard, TcpSocket taken, std::unique_ptr<ConnectionPlace> place) {
    if (any_contains(shard.proxies().proxy_protocol, place->address()))
      return std::make_shared<ProxyGreeting>(shard, std::move(taken))->start(std::move(place));
    greet(shard, std::move(taken), std::move(place));
  }

  void stop_accepting() {
    asio::post(shards.front()->executor(), [self = shared_from_this()] {
      error_code ignored;
      self->acceptor->close(ignored);
      self->pause->cancel();
    });
  }

  bool stopped() const {
    return std::all_of(shards.begin(), shards.end(),
                       [](auto const& shard) { return shard->context().stopped(); });
  }

  // Destroys everything that lives in a context. It is called when all threads of the contexts have
  // ended, because a posted task would never run any more. The contexts may be destroyed in any
  // order afterwards, so no object may remain in one.
  void dismantle() {
    for (auto const& shard : shards) {
      shard->abort();
      shard->dismantle();
    }
    pause.reset();
    acceptor.reset();
    socket.reset();
  }

  // Runs `step` on every shard's thread. Each posted step counts in `holds` until it has run, and
  // `drained` is called only when `holds` falls to 0. So `drained` is not called before every shard
  // has begun to drain.
  template <class Step>
  void on_each_shard(Step step) {
    holds += shards.size();
    for (auto const& shard : shards) {
      asio::post(shard->executor(), [self = shared_from_this(), shard, step] {
        step(*shard);
        self->release_hold();
      });
    }
  }

  // Lowers `holds` by one. When it falls to 0, `drained` is called. If no drain was asked for,
  // `drained` is empty and nothing is called.
  void release_hold() {
    if (--holds > 0) return;
    std::function<void()> call;
    {
      std::lock_guard const lock(mutex);
      call.swap(drained);
    }
    if (call) call();
  }

  Handlers handlers;
  std::shared_ptr<TlsKeys const> tls;
  TrustedProxies const proxies;
  ShardCommon common;
  ConnectionPlaces places;
  std::vector<std::shared_ptr<Shard>> shards;
  std::optional<Acceptor> acceptor;  // acceptor, socket and pause belong to the first context
  std::optional<TcpSocket> socket;   // receives the next connection
  std::optional<asio::steady_timer> pause;
  tcp::endpoint peer;
  std::size_t next = 0;  // the shard of the next connection
  std::uint16_t port = 0;
  std::atomic<std::size_t> holds{0};  // connections, and posted tasks that touch them
  std::mutex mutex;                   // guards `drained`
  std::function<void()> drained;
};

Listener::Listener(std::vector<asio::io_context*> contexts, ListenOptions options,
                   Handlers handlers)
    : impl_(std::make_shared<Impl>(contexts, options, std::move(handlers))) {
  asio::post(impl_->shards.front()->executor(), [impl = impl_] { impl->accept(); });
}

Listener::~Listener() {
  if (impl_->stopped()) {
    impl_->dismantle();
    return;
  }
  stop_accepting();
  abort();
}

std::uint16_t Listener::port() const {
  return impl_->port;
}

void Listener::stop_accepting() {
  impl_->stop_accepting();
}

void Listener::drain(std::function<void()> drained) {
  {
    std::lock_guard const lock(impl_->mutex);
    impl_->drained = std::move(drained);
  }
  stop_accepting();
  impl_->on_each_shard([](Shard& shard) { shard.drain(); });
}

void Listener::abort() {
  impl_->on_each_shard([](Shard& shard) { shard.abort(); });
}

std::size_t Listener::connections() const {
  return impl_->places.taken();
}

NetCounts Listener::counts() const {
  return impl_->common.counters.read();
}

}  // namespace callbackd::edge
