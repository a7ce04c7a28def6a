// What is wrong with a WebSocket handshake (RFC 6455, section 4.2), before the application sees it;
// the answer to a good one is Beast's. Pure functions, any thread; which paths and origins are
// welcome is the application's business.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "edge/net/http_message.hpp"

namespace callbackd::edge {

// nullopt: version and key are right.
std::optional<HttpResponse> refuse_handshake(HttpRequest const& request);
// Whether the client offers this subprotocol, with just these letters, in any of its fields.
bool offers_subprotocol(HttpRequest const& request, std::string_view name);

}  // namespace callbackd::edge
