// One listening port. It accepts connections, gives them to the I/O threads in turn, and drains
// them at the end. PublicPort owns the Listener of the public port, and Control (serve.cpp) the one
// of the operator's port. It may be made, used and destroyed on any thread. It never looks into a
// request; the handlers do that.
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
  std::uint16_t port = 0;  // 0: any free port, see Listener::port()
  int backlog = 4096;
  // If keys are given, the port speaks TLS too. The first byte of a connection then tells TLS from
  // plain HTTP. The keys must have been loaded.
  std::shared_ptr<TlsKeys const> tls = {};
  bool plain_too = true;  // with keys: plain HTTP is answered (true) or refused with 400
  TrustedProxies proxies = {};
  NetLimits limits = {};
};

class Listener {
 public:
  // Opens the port. Accepting begins when the first context runs. Each context must be run by
  // exactly one thread, so that the connections of a context need no strand. Each context must also
  // outlive the listener's connections. Throws boost::system::system_error when the name cannot be
  // found or the port is not free.
  Listener(std::vector<boost::asio::io_context*> contexts, ListenOptions options,
           Handlers handlers);
  // Stops accepting and aborts all connections. The threads of the contexts must be in one of two
  // states: either they run until the connections are gone, or all of them have ended.
  ~Listener();
  Listener(Listener const&) = delete;
  Listener& operator=(Listener const&) = delete;

  std::uint16_t port() const;  // the port it listens on, also when options.port was 0
  void stop_accepting();
  // Stops accepting and lets every connection end. An idle connection is closed. A request that is
  // with the application is answered first. A WebSocket is closed with 1012. `drained` is called
  // once, on an I/O thread, when no connection is left.
  void drain(std::function<void()> drained);
  void abort();                     // closes every connection immediately
  std::size_t connections() const;  // how many are open now
  NetCounts counts() const;

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace callbackd::edge
