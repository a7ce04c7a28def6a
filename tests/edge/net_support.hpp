// Test support: Server is a listener on a free port, with a thread of its own. Client is a blocking
// client that sends and reads raw bytes. If the client waits longer than kPatience for anything,
// the test fails. Nothing here sleeps. The test owns both, and uses them on the main thread.
#pragma once
#include <sys/socket.h>
#include <sys/time.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <catch2/catch.hpp>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "edge/net/listener.hpp"

namespace callbackd::edge::test {

inline constexpr std::chrono::seconds kPatience{10};

// A queue between two threads. take() waits until the queue has an element.
template <class T>
class Events {
 public:
  void put(T event) {
    std::lock_guard const lock(mutex_);
    events_.push_back(std::move(event));
    changed_.notify_all();
  }
  T take() {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, kPatience, [&] { return !events_.empty(); }))
      throw std::runtime_error("an awaited event never came");
    T event = std::move(events_.front());
    events_.pop_front();
    return event;
  }
  bool empty() {
    std::lock_guard const lock(mutex_);
    return events_.empty();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<T> events_;
};

inline std::string get(std::string const& path, std::string const& fields = "") {
  return "GET " + path + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
}

inline bool contains(std::string const& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

// Answers a request with the method, path, query, id and body that the server read. The status is
// 404 for the path /missing, otherwise 200.
inline HttpResponse echo(HttpRequest const& request) {
  return {.status = request.path() == "/missing" ? 404U : 200U,
          .content_type = "text/plain",
          .headers = {{"X-Request-Id", std::string(request.header("x-request-id"))}},
          .body = std::string(request.method()) + " " + std::string(request.path()) + "?" +
                  std::string(request.query()) + " " + request.body};
}

class Server {
 public:
  Server(Handlers handlers, ListenOptions options)
      : work_(boost::asio::make_work_guard(context_)),
        listener_(std::make_unique<Listener>(std::vector{&context_}, std::move(options),
                                             std::move(handlers))),
        thread_([this] { context_.run(); }) {}
  explicit Server(Handlers handlers, NetLimits limits = {})
      : Server(std::move(handlers), ListenOptions{.limits = limits}) {}
  explicit Server(NetLimits limits = {})
      : Server(
            {.on_request = [](HttpRequest request, Responder respond) { respond(echo(request)); }},
            limits) {}
  ~Server() {
    listener_.reset();
    work_.reset();
    thread_.join();
  }
  Listener& listener() { return *listener_; }

 private:
  boost::asio::io_context context_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  std::unique_ptr<Listener> listener_;
  std::thread thread_;
};

inline NetLimits quick_limits() {
  NetLimits limits;
  limits.tick = std::chrono::milliseconds(5);
  return limits;
}

class Client {
 public:
  explicit Client(Server& server, int receive_buffer = 0) : socket_(context_) {
    boost::asio::ip::tcp::endpoint const endpoint(boost::asio::ip::address_v4::loopback(),
                                                  server.listener().port());
    socket_.open(endpoint.protocol());
    if (receive_buffer > 0)
      socket_.set_option(boost::asio::socket_base::receive_buffer_size(receive_buffer));
    timeval const patience{.tv_sec = kPatience.count(), .tv_usec = 0};
    ::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    socket_.connect(endpoint);
  }

  // Errors of writing are ignored, because a server that refuses early has perhaps closed the
  // connection already. The tests look at the server's answer.
  Client& send(std::string_view bytes) {
    boost::system::error_code ignored;
    boost::asio::write(socket_, boost::asio::buffer(bytes), ignored);
    return *this;
  }
  void finish_writing() { socket_.shutdown(boost::asio::ip::tcp::socket::shutdown_send); }

  // Reads one HTTP response. It reads the head up to its empty line, then as many bytes of body as
  // Content-Length says.
  std::string response(bool has_body = true) {
    while (seen_.find("\r\n\r\n") == std::string::npos) more();
    auto size = seen_.find("\r\n\r\n") + 4;
    if (auto const at = seen_.find("Content-Length: "); has_body && at < size)
      size += std::stoul(seen_.substr(at + 16));
    return bytes(size);
  }
  unsigned status(bool has_body = true) {
    return static_cast<unsigned>(std::stoul(response(has_body).substr(9, 3)));
  }
  std::string bytes(std::size_t size) {
    while (seen_.size() < size) more();
    auto const taken = seen_.substr(0, size);
    seen_.erase(0, size);
    return taken;
  }
  // Returns all bytes that arrive until the server closes the connection.
  std::string rest() {
    while (receive()) {
    }
    return std::exchange(seen_, {});
  }
  bool closed() { return rest().empty(); }

 private:
  void more() {
    if (!receive()) throw std::runtime_error("closed after: " + seen_);
  }
  bool receive() {
    char buffer[16384];
    auto const size = ::recv(socket_.native_handle(), buffer, sizeof buffer, 0);
    if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
      throw std::runtime_error("waited too long after: " + seen_);
    if (size <= 0) return false;
    seen_.append(buffer, static_cast<std::size_t>(size));
    return true;
  }

  boost::asio::io_context context_;
  boost::asio::ip::tcp::socket socket_;
  std::string seen_;
};

}  // namespace callbackd::edge::test
