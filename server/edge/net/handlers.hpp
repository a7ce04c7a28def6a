// What the transport asks the application: an answer to a request, whether a handshake is taken,
// and whether bytes may still leave. Values; see each for its thread.
#pragma once
#include <boost/asio/ip/address.hpp>
#include <functional>
#include <string_view>
#include <vector>

#include "edge/net/counters.hpp"
#include "edge/net/http_message.hpp"
#include "edge/net/web_socket.hpp"

namespace callbackd::edge {

// Called on the connection's I/O thread; they must not block and may answer later, from any thread.
struct Handlers {
  std::function<void(HttpRequest, Responder)> on_request;
  // A well-formed WebSocket handshake. Empty: every one is answered 404.
  std::function<void(HttpRequest, UpgradeResponder)> on_upgrade = {};
  MayTell may_tell = {};
  // A connection was closed, or is about to be; on the accepting thread when it was never begun.
  std::function<void(ClosedFor, boost::asio::ip::address const&)> on_closed_for = {};
  // What a refusal of the transport's own carries for a request from a page of this Origin, so that
  // the page may read it. Empty: nothing.
  std::function<std::vector<HttpHeader>(std::string_view origin)> for_page = {};
};

}  // namespace callbackd::edge
