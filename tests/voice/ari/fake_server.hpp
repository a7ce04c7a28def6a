// Test support: FakeServer plays Asterisk at the other end of a gateway's connections, plain or
// TLS. For each connection it calls a function of the test on a thread of its own. This function
// writes any bytes it wants. The test owns the FakeServer, whose destructor ends all connections.
#pragma once
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "voice/ari/access.hpp"

namespace callbackd::voice::ari {

// A new key for a host name, and a certificate that is signed with this key.
struct Identity {
  explicit Identity(std::string const& host_name);
  std::string certificate_pem;
  std::string key_pem;
};

class Peer {
 public:
  virtual ~Peer() = default;
  // Reads a request: its head, and as many bytes of body as Content-Length says. nullopt: the
  // connection has ended.
  std::optional<std::string> read_request();
  void upgrade(std::string const& request);  // answers the opening of a WebSocket
  void send_text(std::string const& text);   // sends one text frame
  void wait_for_end();                       // reads until the end, and answers nothing
  virtual void write(std::string const& bytes) = 0;

 protected:
  virtual std::size_t read_some(char* into, std::size_t size) = 0;  // returns 0 at the end

 private:
  std::string buffer_;
};

std::string http_answer(int status, std::string const& body);

class FakeServer {
 public:
  using Serve = std::function<void(Peer&)>;

  explicit FakeServer(Serve serve, Identity const* identity = nullptr);
  ~FakeServer();

  Access access(std::string host = "localhost") const;  // plain; TLS where it has an identity
  int connections() const { return connections_; }

 private:
  void accept();

  boost::asio::io_context context_;
  boost::asio::ip::tcp::acceptor acceptor_{context_};
  std::unique_ptr<boost::asio::ssl::context> tls_;
  Serve serve_;
  std::atomic<int> connections_ = 0;
  std::mutex mutex_;
  std::vector<std::shared_ptr<boost::asio::ip::tcp::socket>> sockets_;  // open until the end
  std::vector<std::jthread> threads_;
  std::jthread acceptor_thread_;
};

}  // namespace callbackd::voice::ari
