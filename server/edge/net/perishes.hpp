// Until when a message may leave. What the engine released holds for as long as this server holds
// its cell: one that was frozen between the release and the socket must not tell what another
// server may have changed since. Looked at right before the bytes go to the kernel.
#pragma once
#include <cstdint>
#include <functional>

namespace callbackd::edge {

enum class Perishes : std::uint8_t { kNever, kWithLease };

using MayTell = std::function<bool()>;  // whether the lease is held; on any thread; empty: always

inline bool has_perished(Perishes perishes, MayTell const& may_tell) {
  return perishes == Perishes::kWithLease && may_tell && !may_tell();
}

}  // namespace callbackd::edge
