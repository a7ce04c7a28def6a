// PublicPort is the port for websites and agents, with its I/O threads. It is open from the start
// of the process. So a standby answers 503, and need not open a port when it takes over. All other
// answers come from the handlers that serve() is given. Control (serve.cpp) makes the PublicPort,
// and ActiveServer owns it afterwards. It is made, switched and destroyed on the control thread;
// refuse_from_now_on(), drain() and counts() may be called on any thread.
#pragma once
#include <atomic>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include "app/config.hpp"
#include "edge/net/listener.hpp"

namespace callbackd::app {

// An I/O context and the one thread that runs it.
struct IoThread {
  boost::asio::io_context context{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard{
      context.get_executor()};
  std::jthread thread;
  void run();
  void end();
};

class PublicPort {
 public:
  // Opens the port. It answers 503 to everything until serve() is called. Throws
  // boost::system::system_error when the port cannot be opened.
  PublicPort(Config const& config, std::shared_ptr<edge::TlsKeys const> tls);  // null: HTTP only
  ~PublicPort();

  std::uint16_t port() const { return listener_->port(); }
  void serve(edge::Handlers handlers);  // call it once: `handlers` answer from now on
  void refuse_from_now_on();            // new requests get 503 from now on; any thread
  // Refuses new requests, answers the requests that are being handled, and closes agents'
  // connections with code 1012. Then calls `drained`.
  void drain(std::function<void()> drained);
  edge::NetCounts counts() const { return listener_->counts(); }

  void end_threads();
  void close();  // call it after end_threads(): ends all connections

 private:
  edge::Handlers switched();

  std::vector<std::unique_ptr<IoThread>> threads_;
  edge::Handlers const waiting_;
  edge::Handlers const ending_;
  edge::Handlers serving_;
  std::atomic<edge::Handlers const*> now_{&waiting_};  // which of these three answers now
  std::unique_ptr<edge::Listener> listener_;
};

}  // namespace callbackd::app
