// The WebSocket opening handshake (RFC 6455, section 4.2) of a request that asked for the upgrade.
// Pure functions, any thread; which paths and origins are welcome is the application's business.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "edge/net/http_message.hpp"

namespace callbackd::edge {

// nullopt: version and key are right.
std::optional<HttpResponse> refuse_handshake(HttpRequest const& request);
// Sec-WebSocket-Accept for a client's key.
std::string accept_key(std::string_view key);
// The whole 101 response to a client whose accept_key() is this. An empty subprotocol names none.
std::string handshake_answer(std::string_view key_accepted, std::string_view subprotocol);
// Whether the client offers this subprotocol, in any of its fields.
bool offers_subprotocol(HttpRequest const& request, std::string_view name);

}  // namespace callbackd::edge
