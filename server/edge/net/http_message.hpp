// An HTTP request as the application sees it, the response that the application gives, and the
// Responder that carries the response back to the connection. Values without I/O. A Responder may
// be used on any thread. Nothing here interprets a body.
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
#include "edge/net/validity.hpp"

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
  boost::asio::ip::address peer;  // the client's address, behind a trusted proxy too

 private:
  std::string text_;
  Head head_;
};

// Makes a request from its whole text, head and body, as an HttpConnection would: for tests and
// tools. nullopt: an HttpConnection would refuse it.
std::optional<HttpRequest> request_from_text(std::string_view text);

struct HttpHeader {
  std::string_view name;  // a literal
  std::string value;      // control characters are written as spaces
};

// The valid token that a request showed: a user's session token or a site's secret key. A
// publishable key and a customer's manage token do not count, since every stranger can have one.
struct TokenShown {
  enum class Whose : std::uint8_t { kNobody, kUser, kSite };
  Whose whose = Whose::kNobody;
  std::string user = {};    // the login, for kUser
  bool in_session = false;  // an agent's session was opened: the connection never gives way
};

struct HttpResponse {
  unsigned status = 200;
  std::string_view content_type = {};    // a literal; left out when empty
  std::vector<HttpHeader> headers = {};  // without Content-Length, Content-Type and Connection
  std::string body = {};
  // If set, it makes the body, on the connection's I/O thread. An answer of the engine is written
  // as JSON there, so that the engine's only thread does not spend its time on it.
  std::function<std::string()> late_body = {};
  bool close = false;                     // close the connection after this response
  Validity validity = Validity::kAlways;  // without the lease: 503 is sent
  bool of_transport = false;              // a refusal that the transport made, not the application
  TokenShown token = {};  // the user or site that the connection counts for from now
};

HttpResponse to_response(HttpRefusal const& refusal);  // application/problem+json, closes

class WebSocketHandler;

// Where an answer goes: an HttpConnection, or a test's own sink. `request` is the number of the
// request on its connection.
class ResponseSink {
 public:
  virtual ~ResponseSink() = default;
  virtual void deliver(std::uint64_t request, HttpResponse response) = 0;  // any thread
  virtual void deliver_upgrade(std::uint64_t request, std::string subprotocol,
                               std::shared_ptr<WebSocketHandler> handler) = 0;  // any thread
};

// Answers one request, once, from any thread. A Responder that is destroyed without an answer
// answers 500.
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
  // The answer names this subprotocol; an empty one is not named.
  void accept(std::string subprotocol, std::shared_ptr<WebSocketHandler> handler);
};

}  // namespace callbackd::edge
