// Checks a WebSocket handshake (RFC 6455, section 4.2) before the application sees it. Beast
// answers a good handshake. The path and the Origin are not checked here; the application does
// that. Pure functions, any thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "edge/net/http_message.hpp"

namespace callbackd::edge {

// Returns the answer that refuses the handshake, or nullopt if the handshake has no fault. 426: the
// WebSocket version is not 13. 400: the key is bad, or Beast would not find what it needs in the
// fields Connection and Upgrade.
std::optional<HttpResponse> refuse_handshake(HttpRequest const& request);
// Whether a Sec-WebSocket-Protocol field of the request offers the subprotocol `name`. The
// comparison is case-sensitive.
bool offers_subprotocol(HttpRequest const& request, std::string_view name);

}  // namespace callbackd::edge
