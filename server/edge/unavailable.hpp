// What a server answers that does not serve: before it has the cell, and once it gives it up. Pure
// handlers without state; any thread. They look at nothing, so a 503 of theirs always means: not
// done, ask again.
#pragma once
#include <string>

#include "edge/net/listener.hpp"

namespace callbackd::edge {

// Every request and every handshake: 503 with Retry-After, `why` as its detail.
Handlers unavailable_handlers(std::string why);

}  // namespace callbackd::edge
