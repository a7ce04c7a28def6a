// HttpRequest is a request as the application sees it, and HttpResponse is the application's
// answer. Both are values without I/O. A Responder carries the answer back to the connection; the
// application owns it and may use it on any thread. Nothing here interprets a body.
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
  // Returns the value of the first field with this name, or "". Upper and lower case of the name
  // are equal. Fields that may come only once (Authorization, Origin, Content-Type,
  // Idempotency-Key…) are never repeated here, because the head check refuses such a request.
  std::string_view header(std::string_view name) const;
  bool has_header(std::string_view name) const;
  // Calls visit(name, value) for every field, in order.
  template <class Visit>
  void for_each_header(Visit&& visit) const {
    for (auto const& field : head_.fields) visit(field.name.of(text_), field.value.of(text_));
  }
  Head const& head() const { return head_; }

  std::string body;
  boost::asio::ip::address peer;  // the client's address, also behind a trusted proxy

 private:
  std::string text_;
  Head head_;
};

// Makes a request from its whole text, head and body, as an HttpConnection does. It is for tests
// and tools. nullopt: an HttpConnection would refuse the text.
std::optional<HttpRequest> request_from_text(std::string_view text);

struct HttpHeader {
  std::string_view name;  // a literal
  std::string value;      // control characters are written as spaces
};

// The valid token that a request showed: a user's session token or a site's secret key. A
// publishable key and a customer's manage token are not recorded here, because any stranger can
// have one.
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
  // If late_body is set, it makes the body, on the connection's I/O thread. The answer to a post
  // and the list of slots are written in this way, so that the engine's only thread does not spend
  // its time on that. Other HTTP answers of the engine are still written on the engine's thread.
  std::function<std::string()> late_body = {};
  bool close = false;                     // close the connection after this response
  Validity validity = Validity::kAlways;  // without the lease: 503 is sent
  bool of_transport = false;              // a refusal that the transport made, not the application
  TokenShown token = {};                  // decides for whom the connection counts from now on
};

HttpResponse to_response(HttpRefusal const& refusal);  // application/problem+json, closes

class WebSocketHandler;

// The receiver of answers: an HttpConnection, or a sink of a test. `request` is the number of the
// request on its connection.
class ResponseSink {
 public:
  virtual ~ResponseSink() = default;
  virtual void deliver(std::uint64_t request, HttpResponse response) = 0;  // any thread
  virtual void deliver_upgrade(std::uint64_t request, std::string subprotocol,
                               std::shared_ptr<WebSocketHandler> handler) = 0;  // any thread
};

// Answers one request, once, from any thread. If a Responder is destroyed before it has answered,
// it answers 500.
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

// Answers a WebSocket handshake once, from any thread: an HttpResponse refuses the handshake,
// accept() takes it.
class UpgradeResponder : public Responder {
 public:
  using Responder::Responder;
  // Accepts the handshake. The answer names `subprotocol`; if that is empty, the answer names none.
  void accept(std::string subprotocol, std::shared_ptr<WebSocketHandler> handler);
};

}  // namespace callbackd::edge
