// The functions of the application that the transport calls. They answer a request, accept or
// refuse a WebSocket handshake, say whether the lease allows bytes to be sent, count connections
// that the server closed, and give the CORS headers of refusals. Handlers is a value, and each
// Listener holds a copy.
#pragma once
#include <boost/asio/ip/address.hpp>
#include <functional>
#include <string_view>
#include <vector>

#include "edge/net/counters.hpp"
#include "edge/net/http_message.hpp"
#include "edge/net/web_socket.hpp"

namespace callbackd::edge {

// Each function is called on the connection's I/O thread, if its comment does not name another
// thread. It must not block. The answer may be given later, from any thread.
struct Handlers {
  std::function<void(HttpRequest, Responder)> on_request;
  // Called for a WebSocket handshake in which refuse_handshake() found no fault. If this function
  // is not set, a handshake goes to on_request like any other GET.
  std::function<void(HttpRequest, UpgradeResponder)> on_upgrade = {};
  MaySend may_send = {};
  // Called when the server has closed a connection for this reason, or is about to close it. The
  // address is the one of the other end, or the one that a proxy named. The function is called on
  // the accepting thread if the connection found no place, otherwise on the connection's I/O
  // thread.
  std::function<void(ClosedFor, boost::asio::ip::address const&)> on_closed_for = {};
  // Returns the CORS headers for a request with this Origin. The transport adds them to its own
  // refusals, so that the web page can read the refusal. If this function is not set, no headers
  // are added.
  std::function<std::vector<HttpHeader>(std::string_view origin)> for_page = {};
};

}  // namespace callbackd::edge
