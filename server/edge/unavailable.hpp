// The answers of a server that does not serve: a standby that waits for the cell, or a server that
// gives the cell up. Handlers without state; any thread. They do not look at the request, so a 503
// of theirs always means that nothing was done and the client may ask again.
#pragma once
#include <string>

#include "edge/net/listener.hpp"

namespace callbackd::edge {

// Handlers that answer every request and every handshake with 503, Retry-After, and `why` as the
// detail.
Handlers unavailable_handlers(std::string why);

}  // namespace callbackd::edge
