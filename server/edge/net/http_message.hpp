// An HTTP request as the application sees it, the response it gives, and the Responder that carries
// it back. Values without I/O. A Responder may be used on any thread; nothing here interprets a
// body.
#pragma once
#include <boost/asio/ip/address.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "edge/net/head.hpp"
#include "edge/net/perishes.hpp"

namespace callbackd::edge {

class HttpRequest {
 public:
  HttpRequest() = default;
  HttpRequest(std::string head_text, Head head)
      : text_(std::move(head_text)), head_(std::move(head)) {}

  std::string_view method() const { return head_.method.of(text_); }
  std::string_view path() const { return head_.path.of(text_); }    // raw: see target.hpp
  std::string_view query() const { return head_.query.of(text_); }  // raw, without '?'
  // The first field of that name (any case), or "". Fields that may come once only (Authorization,
  // Origin, Content-Type, Idempotency-Key…) were refused when repeated.
  std::string_view header(std::string_view name) const;
  bool has_header(std::string_view name) const;
  // Calls visit(name, value) for every field, in order.
  template <class Visit>
  void for_each_header(Visit&& visit) const {
    for (auto const& field : head_.fields) visit(field.name.of(text_), field.value.of(text_));
  }
  Head const& head() const { return head_; }

  std::string body;
  boost::asio::ip::address peer;  // who asks, behind a trusted proxy too

 private:
  std::string text_;
  Head head_;
};

// A request from its text, head and body, as the listener would make it: for tests and tools.
// nullopt: refused.
std::optional<HttpRequest> request_from_text(std::string_view text);

struct HttpHeader {
  std::string_view name;  // a literal
  std::string value;      // control characters are written as spaces
};

// The token that a request showed, once it was found to be valid. What strangers can have as well,
// a publishable key and a customer's token, is none.
struct TokenShown {
  enum class Whose : std::uint8_t { kNobody, kUser, kSite };
  Whose whose = Whose::kNobody;
  std::string user = {};    // the login
  bool in_session = false;  // an agent's session was opened with it: it never gives way
};

struct HttpResponse {
  unsigned status = 200;
  std::string_view content_type = {};    // a literal; left out when empty
  std::vector<HttpHeader> headers = {};  // without Content-Length, Content-Type and Connection
  std::string body = {};
  // Makes the body instead, on the connection's thread: the engine's has better things to do.
  std::function<std::string()> late_body = {};
  bool close = false;                    // close the connection after this response
  Perishes perishes = Perishes::kNever;  // the answer is 503 then
  bool of_transport = false;             // a refusal that no application made
  TokenShown token = {};                 // whom the connection counts for from now on
};

HttpResponse to_response(HttpRefusal const& refusal);  // application/problem+json, closes

class WebSocketHandler;

// Where an answer goes; a connection, or a test's own. `request` tells a connection's requests
// apart.
class ResponseSink {
 public:
  virtual ~ResponseSink() = default;
  virtual void deliver(std::uint64_t request, HttpResponse response) = 0;  // any thread
  virtual void deliver_upgrade(std::uint64_t request, std::string subprotocol,
                               std::shared_ptr<WebSocketHandler> handler) = 0;  // any thread
};

// Answers one request, once, from any thread. Dropped without an answer it answers 500.
class Responder {
 public:
  Responder(std::shared_ptr<ResponseSink> sink, std::uint64_t request)
      : sink_(std::move(sink)), request_(request) {}
  Responder(Responder&&) noexcept = default;
  Responder& operator=(Responder&& other) noexcept;
  ~Responder();

  void operator()(HttpResponse response);

 protected:
  std::shared_ptr<ResponseSink> sink_;
  std::uint64_t request_;
};

// The same for a WebSocket handshake: either an HttpResponse refuses it, or accept() takes it.
class UpgradeResponder : public Responder {
 public:
  using Responder::Responder;
  // An empty subprotocol names none in the answer.
  void accept(std::string subprotocol, std::shared_ptr<WebSocketHandler> handler);
};

}  // namespace callbackd::edge
