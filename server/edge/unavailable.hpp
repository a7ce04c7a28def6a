// The answers of a server that does not serve: a standby that waits to become the active server, or
// a server that gives this up. The handlers have no state and do not look at the request. So their
// 503 always means that nothing was done and that the client may ask again. PublicPort holds them.
// Any thread.
#pragma once
#include <string>

#include "edge/net/listener.hpp"

namespace callbackd::edge {

// Makes handlers that answer every request and every handshake with 503 and Retry-After. `why` is
// the detail of the answer.
Handlers unavailable_handlers(std::string why);

}  // namespace callbackd::edge
