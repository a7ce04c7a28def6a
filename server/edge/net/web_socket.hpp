// One accepted WebSocket as the application sees it: text messages in and out, a timer, the end.
// The handler's calls all come on the connection's I/O thread, one at a time; the connection's own
// functions may be called from any thread and never call the handler back from inside.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "edge/net/perishes.hpp"

namespace callbackd::edge {

namespace close_code {
inline constexpr std::uint16_t kNormal = 1000;
inline constexpr std::uint16_t kGoingAway = 1001;
inline constexpr std::uint16_t kProtocolError = 1002;
inline constexpr std::uint16_t kUnsupportedData = 1003;  // a binary message
inline constexpr std::uint16_t kNoStatus = 1005;         // the peer closed without a code
inline constexpr std::uint16_t kAbnormal = 1006;         // the link broke; never sent
inline constexpr std::uint16_t kInvalidPayload = 1007;   // not UTF-8
inline constexpr std::uint16_t kPolicy = 1008;           // a flood; no session in time
inline constexpr std::uint16_t kTooLarge = 1009;
inline constexpr std::uint16_t kInternalError = 1011;
inline constexpr std::uint16_t kRestart = 1012;
inline constexpr std::uint16_t kTooSlow = 1013;
}  // namespace close_code

struct CloseReason {
  std::uint16_t code = close_code::kNormal;
  std::string text = {};  // cut to 123 bytes
};

class WebSocketConnection {
 public:
  virtual ~WebSocketConnection() = default;

  // Queued in order, written together with what else waits. Dropped once the connection is closing.
  // Where the text has perished the link is cut instead.
  virtual void send(std::shared_ptr<std::string const> text, Perishes perishes) = 0;
  // Starts the closing handshake after what is already queued. The first close wins.
  virtual void close(CloseReason reason) = 0;
  // Calls the handler's on_timer once, after `delay`, coarsely. Setting it again replaces it; zero
  // clears it.
  virtual void set_timer(std::chrono::milliseconds delay) = 0;

  // On the connection's I/O thread, after what was given before; a burst wakes it once.
  virtual void run(std::function<void()> work) = 0;
  // On the connection's I/O thread: a valid token opened a session of this user. Until then
  // messages are bounded more tightly and the connection may have to give way to others.
  virtual void session_opened(std::string const& user) = 0;
};

class WebSocketHandler {
 public:
  virtual ~WebSocketHandler() = default;

  virtual void on_open(std::shared_ptr<WebSocketConnection> connection) = 0;
  virtual void on_message(std::string_view text) = 0;  // valid UTF-8; the view dies with the call
  virtual void on_timer() {}
  // Exactly once after on_open, as soon as either side closes or the link breaks; nothing follows
  // it.
  virtual void on_closed(CloseReason const& reason) = 0;
};

}  // namespace callbackd::edge
