// Validity says whether a message may always leave, or only while this server holds the lease of
// its cell. Values, any thread.
//
// What the engine released is true as long as no other server has the cell. A server that was
// frozen between the release and the socket (a paused virtual machine, for example) may wake up
// after another server has taken the cell over and changed things. So the transport asks right
// before it gives the bytes to the kernel: an HTTP answer becomes 503, and a WebSocket is cut.
#pragma once
#include <cstdint>
#include <functional>

namespace callbackd::edge {

// Ordered: of two messages that are written together, the greater value holds for both.
enum class Validity : std::uint8_t { kAlways, kWhileLeaseHeld };

// Whether the lease is held now. Called on any thread. An empty function means: always.
using MaySend = std::function<bool()>;

inline bool has_expired(Validity validity, MaySend const& may_send) {
  return validity == Validity::kWhileLeaseHeld && may_send && !may_send();
}

}  // namespace callbackd::edge
