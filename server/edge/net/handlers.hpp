// The calls of the transport into the application: a request to answer, a handshake to take or
// refuse, whether the lease still lets bytes leave. Values; each says its thread.
#pragma once
#include <boost/asio/ip/address.hpp>
#include <functional>
#include <string_view>
#include <vector>

#include "edge/net/counters.hpp"
#include "edge/net/http_message.hpp"
#include "edge/net/web_socket.hpp"

namespace callbackd::edge {

// Unless a member says otherwise, it is called on the connection's I/O thread. It must not block;
// the answer may be given later, from any thread.
struct Handlers {
  std::function<void(HttpRequest, Responder)> on_request;
  // A WebSocket handshake that refuse_handshake() found no fault with. Empty: a handshake goes to
  // on_request like any other GET.
  std::function<void(HttpRequest, UpgradeResponder)> on_upgrade = {};
  MaySend may_send = {};
  // A connection was closed, or is about to be, for this reason. The address is the other end's, or
  // the one that a proxy named. On the accepting thread when the connection found no place, else on
  // its I/O thread.
  std::function<void(ClosedFor, boost::asio::ip::address const&)> on_closed_for = {};
  // The CORS headers that the transport adds to its own refusals when the request has this Origin,
  // so that the web page can read them. Empty: none are added.
  std::function<std::vector<HttpHeader>(std::string_view origin)> for_page = {};
};

}  // namespace callbackd::edge
