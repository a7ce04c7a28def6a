// RestPool sends requests to Asterisk over a few keep-alive connections. Each connection does one
// request at a time. While all are busy, more requests wait in one queue. Each request gets exactly
// one answer, when its time-out is over at the latest. But after close() no answer comes any more.
// No request is sent twice. Owned by AsteriskGateway; on the gateway's thread only.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include "voice/ari/access.hpp"
#include "voice/ari/rest.hpp"
#include "voice/ari/stream.hpp"

namespace callbackd::voice::ari {

class RestPool {
 public:
  using Done = std::function<void(RestAnswer)>;

  struct Options {
    std::size_t connections = 8;
    std::chrono::milliseconds timeout{5'000};
    std::chrono::milliseconds perishes_after{700};
    // Called when a request gets its answer. The duration begins when a connection takes the
    // request.
    std::function<void(std::chrono::microseconds)> on_took;
  };

  RestPool(boost::asio::io_context& context, Access const& access, Options options);
  ~RestPool();

  void send(RestRequest request, Done done);
  void close();  // requests that wait get no answer any more

 private:
  struct Job {
    RestRequest request;
    Done done;
    Time made;
    Time deadline;
  };
  struct Connection {
    explicit Connection(boost::asio::io_context& context) : timer(context) {}
    std::unique_ptr<Stream> stream;
    boost::asio::steady_timer timer;
    bool busy = false;
  };

  void start(std::shared_ptr<Connection> connection);
  boost::asio::awaitable<void> work(std::shared_ptr<Connection> connection);
  boost::asio::awaitable<RestAnswer> exchange(Connection& connection, Job const& job);
  bool is_too_late(Job const& job) const;
  boost::asio::awaitable<RestAnswer> ask(Connection& connection, RestRequest const& request);

  boost::asio::io_context& context_;
  Access const& access_;
  Options const options_;
  std::vector<std::shared_ptr<Connection>> connections_;
  std::deque<Job> waiting_;
  bool closed_ = false;
};

}  // namespace callbackd::voice::ari
