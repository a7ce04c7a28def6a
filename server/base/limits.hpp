// The limits that the protocol promises, and the limits that several files use. Constant values;
// any thread. Other limits are elsewhere. A limit that only one file uses is a constant in that
// file. The limits of a connection are in edge/net/net_limits.hpp. An administrator can set some
// limits in the configuration (app/config.hpp), and others in the site definition.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace callbackd::base {

using namespace std::chrono_literals;

struct Limits {
  // Limits of HTTP requests.
  std::size_t target_bytes = 8 * 1024;
  std::size_t head_bytes = 16 * 1024;
  std::size_t head_fields = 100;
  std::size_t body_bytes = 64 * 1024;
  std::size_t chunk_size_line_bytes = 256;
  std::size_t attributes_bytes = 8 * 1024;
  std::size_t attributes_depth = 8;
  std::size_t json_depth = 32;
  std::chrono::seconds head_time = 5s;
  std::chrono::seconds body_time = 10s;
  std::chrono::seconds keep_alive_time = 60s;
  std::chrono::seconds drain_time = 1s;  // how long input is read and dropped after a refused head
  // Limits of WebSocket connections and agents' sessions.
  std::size_t message_bytes = 64 * 1024;
  std::size_t bytes_before_session = 16 * 1024;  // before session.open is answered
  std::size_t outbox_bytes = 512 * 1024;
  std::chrono::seconds outbox_stall_time = 5s;
  std::size_t requests_per_second = 200;
  std::size_t pings_per_second = 5;
  std::chrono::seconds session_open_time = 5s;
  std::size_t notifications_kept = 256;
  // Changes that others made to an interaction are told to its agent at most once in this time.
  std::chrono::milliseconds others_told_every = 250ms;
  std::chrono::seconds request_memory_time = 300s;
  // How many answers are kept for repeated requests. A repeat of an older request is refused.
  std::size_t answers_per_agent = 256;
  std::size_t request_ids_per_agent = 60'000;  // 200 a second for five minutes
  // How much one agent or one source may do in a minute. 0 means that there is no limit.
  int agent_changes_per_minute = 120;
  std::size_t agent_note_bytes_per_minute = 256 * 1024;
  int reads_per_source_per_minute = 60;
  // Limits of the engine.
  std::size_t callbacks_in_memory = 2'000'000;
  std::size_t backlog_commands = 20'000;  // above it intake gets 503; agents are still served
  std::size_t backlog_agent_requests = 200'000;  // above it agents get `unavailable`
  std::size_t batch_commands = 1'024;
  std::chrono::days manage_token_after_end{30};  // how long the token still opens a final callback
  // Limits of the values that requests contain.
  std::chrono::days furthest_ahead{366};  // how far ahead the begin and the end of a window may lie
  // How far in the past the begin of a window may lie. A client whose clock is behind may send such
  // a begin when it means "now".
  std::chrono::minutes past_tolerance{5};
  // The first and last year that a time may have, in a request and in a row that is read back.
  std::chrono::year first_year{1970};
  std::chrono::year last_year{2100};
  std::size_t name_chars = 200;
  std::size_t extension_digits = 15;  // of the extension of a phone number
  std::size_t email_chars = 254;      // RFC 5321
  std::size_t note_bytes = 16 * 1024;
  std::size_t reason_chars = 200;
  std::size_t request_id_chars = 100;
  std::size_t idempotency_key_chars = 255;
  std::size_t events_per_page = 1'000;
};

inline constexpr Limits kLimits{};

}  // namespace callbackd::base
