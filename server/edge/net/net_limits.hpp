// The limits of the transport with their defaults: sizes in bytes, rates and times of one
// connection, and how many connections there may be. Limits that the protocol promises come from
// base/limits.hpp. The configuration sets some of the limits, and tests shorten the times. A value;
// each Listener holds a copy.
#pragma once
#include <chrono>
#include <cstddef>

#include "base/limits.hpp"

namespace callbackd::edge {

struct NetLimits {
  using Milliseconds = std::chrono::milliseconds;

  std::size_t target_bytes = base::kLimits.target_bytes;
  std::size_t head_bytes = base::kLimits.head_bytes;
  std::size_t head_fields = base::kLimits.head_fields;
  std::size_t body_bytes = base::kLimits.body_bytes;
  std::size_t chunk_size_line_bytes = base::kLimits.chunk_size_line_bytes;
  std::size_t proxy_header_bytes = 2'048;  // a PROXY header with all its extensions
  Milliseconds handshake_time{5'000};      // the TLS handshake
  Milliseconds head_time = base::kLimits.head_time;
  Milliseconds body_time = base::kLimits.body_time;
  Milliseconds keep_alive_time = base::kLimits.keep_alive_time;
  Milliseconds linger_time = base::kLimits.drain_time;  // how long input is dropped before a close
  Milliseconds write_stall_time{10'000};  // how long an HTTP answer may make no progress

  std::size_t message_bytes = base::kLimits.message_bytes;
  std::size_t outbox_bytes = base::kLimits.outbox_bytes;
  // While more bytes than this wait in the outbox, the server does not read from the peer.
  std::size_t outbox_bytes_while_read = 16 * 1024;
  Milliseconds outbox_stall_time = base::kLimits.outbox_stall_time;
  std::size_t messages_per_second = base::kLimits.requests_per_second;
  std::size_t pings_per_second = base::kLimits.pings_per_second;
  Milliseconds ping_interval{30'000};  // silence after which the peer is pinged
  Milliseconds pong_time{10'000};      // further silence after which the connection counts as lost
  Milliseconds close_time{2'000};      // the closing handshake's deadline

  std::size_t message_bytes_before_session = base::kLimits.bytes_before_session;
  // A fragment is a frame that does not end its message. If it has fewer bytes than this, it counts
  // as a message for messages_per_second.
  std::size_t least_fragment_bytes = 16;

  Milliseconds tick{100};  // how often deadlines are looked at: the precision of these times
  // How many connections the whole server may have. If there are more, a connection that waits for
  // its peer gives way. If none can give way, the new connection is closed immediately.
  std::size_t connections = 18'000;
  // How many connections may count for one address. Connections that showed a site's secret key do
  // not count for it. Nor do those that showed a user's session token, up to connections_per_user.
  // For IPv6 this limit is for a /64 network; a /56 may have 4 times as many, a /48 16 times. 0: no
  // limit.
  std::size_t connections_per_address = 256;
  std::size_t connections_per_user = 4;  // further connections of a user count for their address
};

}  // namespace callbackd::edge
