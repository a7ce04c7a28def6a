// One listening port: accepts connections, spreads them over the I/O threads, drains them at the
// end. Made and destroyed on any thread; the functions below may be called from any thread. It
// never looks into a request: the handlers do.
#pragma once
#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "edge/net/counters.hpp"
#include "edge/net/handlers.hpp"
#include "edge/net/net_limits.hpp"
#include "edge/net/tls_keys.hpp"
#include "edge/net/trusted_proxies.hpp"

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
