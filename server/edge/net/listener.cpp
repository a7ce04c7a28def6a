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

#include "edge/net/address_counts.hpp"
#include "edge/net/greeting.hpp"
#include "edge/net/http_connection.hpp"
#include "edge/net/shard.hpp"
#include "edge/net/tcp_stream.hpp"

namespace callbackd::edge {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

// What the kernel may hold for us, and what of it before it has left: more would hide a peer that
// does not read.
constexpr int kSendBufferBytes = 128 * 1024;
using UnsentBytes = asio::detail::socket_option::integer<IPPROTO_TCP, TCP_NOTSENT_LOWAT>;
constexpr int kUnsentBytes = 16 * 1024;
// Out of descriptors, or the like: accept again after a while.
constexpr std::chrono::milliseconds kAcceptPause{50};
// How often a full server looks for connections that it can do without.
constexpr std::chrono::seconds kRoomPause{1};

using Acceptor = asio::basic_socket_acceptor<tcp, asio::io_context::executor_type>;

// A socket on its way from the accepting thread to another: bound to no context meanwhile.
class LooseSocket {
 public:
  explicit LooseSocket(TcpSocket& socket)
      : protocol_(socket.local_endpoint().protocol()), descriptor_(socket.release()) {}
  LooseSocket(LooseSocket&& other) noexcept
      : protocol_(other.protocol_), descriptor_(std::exchange(other.descriptor_, -1)) {}
  ~LooseSocket() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  TcpSocket bind_to(asio::io_context& context) {
    return {context, protocol_, std::exchange(descriptor_, -1)};
  }

 private:
  tcp protocol_;
  int descriptor_;
};

}  // namespace

struct Listener::Impl : std::enable_shared_from_this<Listener::Impl> {
  Impl(std::vector<asio::io_context*> const& contexts, ListenOptions const& options, Handlers given)
      : handlers(std::move(given)),
        tls(options.tls),
        common{.limits = options.limits,
               .handlers = handlers,
               .tls = tls.get(),
               .plain_too = options.plain_too,
               .on_left = [this](asio::ip::address const& address) { release(address); }},
        acceptor(*contexts.at(0)),
        socket(*contexts.at(0)),
        pause(*contexts.at(0)) {
    for (auto* context : contexts) shards.push_back(std::make_shared<Shard>(*context, common));
    tcp::endpoint const endpoint(asio::ip::make_address(options.address), options.port);
    acceptor->open(endpoint.protocol());
    acceptor->set_option(Acceptor::reuse_address(true));
    // Accepted sockets inherit these three.
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
    if (!admits(peer.address())) {
      ++common.counters.turned_away;
      socket->close(error);
    } else {
      ++connections;
      ++holds;
      begin(shards[next]);
      next = (next + 1) % shards.size();
    }
    accept();
  }

  bool admits(asio::ip::address const& address) {
    if (connections >= common.limits.connections) {
      make_room();
      return false;
    }
    auto const most = common.limits.connections_per_address;
    return most == 0 || addresses.add(address, most);
  }

  // Websites' connections that wait for their next request go first: agents want to come back.
  void make_room() {
    auto const now = Shard::Clock::now();
    if (now - room_made < kRoomPause) return;
    room_made = now;
    on_each_shard([](Shard& shard) { shard.make_room(); });
  }

  void begin(std::shared_ptr<Shard> const& shard) {
    if (shard->on_this_thread()) return start(*shard, std::move(*socket), peer.address());
    try {
      asio::post(shard->executor(), [shard, self = shared_from_this(), loose = LooseSocket(*socket),
                                     address = peer.address()]() mutable {
        start(*shard, loose.bind_to(shard->context()), address);
      });
    } catch (boost::system::system_error const&) {
      release(peer.address());  // it died on its way
    }
  }

  static void start(Shard& shard, TcpSocket taken, asio::ip::address const& address) {
    if (shard.tls() != nullptr)
      return std::make_shared<Greeting>(shard, std::move(taken), address)->start();
    auto stream = std::make_unique<TcpStream>(std::move(taken));
    std::make_shared<HttpConnection>(shard, std::move(stream), address)->start();
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

  // With every thread gone nothing that is posted would run, and contexts may go in any order: all
  // that lives in one of them goes now.
  void dismantle() {
    for (auto const& shard : shards) {
      shard->abort();
      shard->dismantle();
    }
    pause.reset();
    acceptor.reset();
    socket.reset();
  }

  // Runs `step` on every shard's thread. Each holds the drain open until it has run.
  template <class Step>
  void on_each_shard(Step step) {
    holds += shards.size();
    for (auto const& shard : shards) {
      asio::post(shard->executor(), [self = shared_from_this(), shard, step] {
        step(*shard);
        self->let_go();
      });
    }
  }

  void release(asio::ip::address const& address) {
    if (common.limits.connections_per_address > 0) addresses.remove(address);
    --connections;
    let_go();
  }

  void let_go() {
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
  ShardCommon common;
  std::vector<std::shared_ptr<Shard>> shards;
  std::optional<Acceptor> acceptor;  // these three live in the first context
  std::optional<TcpSocket> socket;   // the next one's
  std::optional<asio::steady_timer> pause;
  tcp::endpoint peer;
  std::size_t next = 0;
  std::uint16_t port = 0;
  AddressCounts addresses;
  Shard::Clock::time_point room_made{};
  std::atomic<std::size_t> connections{0};
  std::atomic<std::size_t> holds{0};  // connections, and steps of a drain under way
  std::mutex mutex;
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
  return impl_->connections;
}

NetCounts Listener::counts() const {
  return impl_->common.counters.read();
}

}  // namespace callbackd::edge
