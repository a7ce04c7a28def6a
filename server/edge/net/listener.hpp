// One listening port: accepts connections, spreads them over the I/O threads, drains them at the
// end. Made and destroyed on any thread; the functions below may be called from any thread. It
// never looks into a request: the handlers do.
#pragma once
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "edge/net/counters.hpp"
#include "edge/net/http_message.hpp"
#include "edge/net/net_limits.hpp"
#include "edge/net/tls_keys.hpp"
#include "edge/net/trusted_proxies.hpp"
#include "edge/net/web_socket.hpp"

namespace callbackd::edge {

struct ListenOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: any free one, see Listener::port()
  int backlog = 4096;
  // With keys, TLS on the same port, told from plain HTTP by the first byte.
  std::shared_ptr<TlsKeys const> tls = {};
  bool plain_too = true;  // beside TLS; else plain requests are refused
  TrustedProxies proxies = {};
  NetLimits limits = {};
};

// Called on the connection's I/O thread; they must not block and may answer later, from any thread.
struct Handlers {
  std::function<void(HttpRequest, Responder)> on_request;
  // A well-formed WebSocket handshake. Empty: every one is answered 404.
  std::function<void(HttpRequest, UpgradeResponder)> on_upgrade = {};
  MayTell may_tell = {};
  // A connection was closed, or is about to be; on the accepting thread when it was never begun.
  std::function<void(ClosedFor, boost::asio::ip::address const&)> on_closed_for = {};
  // What a refusal of the transport's own carries for a request from a page of this Origin, so that
  // the page may read it. Empty: nothing.
  std::function<std::vector<HttpHeader>(std::string_view origin)> for_page = {};
};

class Listener {
 public:
  // Each context is run by exactly one thread (that makes it the strand of its connections) and
  // outlives the listener's connections. Throws boost::system::system_error when the port cannot be
  // had.
  Listener(std::vector<boost::asio::io_context*> contexts, ListenOptions options,
           Handlers handlers);
  // stop_accepting() and abort(). Either the contexts still run and run until their connections are
  // gone, or their threads have all ended.
  ~Listener();
  Listener(Listener const&) = delete;
  Listener& operator=(Listener const&) = delete;

  std::uint16_t port() const;
  void stop_accepting();
  // Stops accepting; idle connections close, requests under way are answered, then closed,
  // WebSockets are closed with 1012. `drained` is called once, on an I/O thread, when none is left.
  void drain(std::function<void()> drained);
  void abort();  // closes every connection at once
  std::size_t connections() const;
  NetCounts counts() const;

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace callbackd::edge
