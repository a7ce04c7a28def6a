// Validity says whether a message may always be sent, or only while this server holds the lease of
// its cell. Values, any thread.
//
// What the engine releases is true as long as no other server has the cell. But a server may be
// frozen between the release and the write to the socket; a paused virtual machine is an example.
// When it wakes up, another server may have taken the cell over and changed things. So the
// transport checks the lease right before it gives the bytes to the kernel. If the lease is lost,
// an HTTP answer becomes 503, and a WebSocket is cut.
#pragma once
#include <cstdint>
#include <functional>

namespace callbackd::edge {

// If two messages are written together, the greater value counts for both: kWhileLeaseHeld, if one
// of them has it.
enum class Validity : std::uint8_t { kAlways, kWhileLeaseHeld };

// A function that says whether the server holds the lease now. It is called on any thread. If it is
// empty, messages may always be sent.
using MaySend = std::function<bool()>;

inline bool has_expired(Validity validity, MaySend const& may_send) {
  return validity == Validity::kWhileLeaseHeld && may_send && !may_send();
}

}  // namespace callbackd::edge
