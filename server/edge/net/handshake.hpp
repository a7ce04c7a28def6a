// Checks a WebSocket handshake (RFC 6455, section 4.2) before the application sees it. A good one
// is answered by Beast. Pure functions, any thread. Paths and origins are the application's to
// check.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "edge/net/http_message.hpp"

namespace callbackd::edge {

// The answer that refuses the handshake: 426 for another version than 13, 400 for a bad key or for
// Connection or Upgrade fields that Beast would not find. nullopt: nothing is wrong with it.
std::optional<HttpResponse> refuse_handshake(HttpRequest const& request);
// Whether one of the Sec-WebSocket-Protocol fields offers this subprotocol. Case matters.
bool offers_subprotocol(HttpRequest const& request, std::string_view name);

}  // namespace callbackd::edge
