// The limits of the transport: sizes, rates and times of one connection, with their names and
// defaults. What the protocol promises comes from base/limits.hpp; tests shorten the times.
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
  std::size_t proxy_header_bytes = 2'048;  // of PROXY, with all its extensions
  Milliseconds handshake_time{5'000};      // of TLS
  Milliseconds head_time = base::kLimits.head_time;
  Milliseconds body_time = base::kLimits.body_time;
  Milliseconds keep_alive_time = base::kLimits.keep_alive_time;
  Milliseconds linger_time = base::kLimits.drain_time;  // input read and dropped before closing
  Milliseconds write_stall_time{10'000};                // an HTTP answer that makes no progress

  std::size_t message_bytes = base::kLimits.message_bytes;
  std::size_t outbox_bytes = base::kLimits.outbox_bytes;
  std::size_t outbox_bytes_while_read = 16 * 1024;  // with more waiting the peer is not read
  Milliseconds outbox_stall_time = base::kLimits.outbox_stall_time;
  std::size_t messages_per_second = base::kLimits.requests_per_second;
  std::size_t pings_per_second = base::kLimits.pings_per_second;
  Milliseconds ping_interval{30'000};  // silence after which the peer is pinged
  Milliseconds pong_time{10'000};      // further silence after which it is lost
  Milliseconds close_time{2'000};      // the closing handshake's deadline

  std::size_t message_bytes_before_session = base::kLimits.bytes_before_session;
  // Frames that do not end their message and hold fewer bytes count as messages.
  std::size_t least_fragment_bytes = 16;

  Milliseconds tick{100};            // how coarsely all of these times are looked at
  std::size_t connections = 18'000;  // then some give way to others, or these are closed at once
  // Of strangers: that have shown no valid token. IPv6: of a /64, a /56 has 4 times and a /48 16
  // times as many. 0: no limit.
  std::size_t connections_per_address = 256;
  std::size_t connections_per_user = 4;  // further ones count for their address
};

}  // namespace callbackd::edge
