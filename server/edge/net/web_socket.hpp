// One accepted WebSocket as the application sees it: text messages in and out, a timer, and the
// end. WebSocketSession implements WebSocketConnection, and the application (AgentSession)
// implements WebSocketHandler; the two objects own each other until on_closed(). The transport
// calls the handler on the connection's I/O thread, one call at a time. The functions of
// WebSocketConnection may be called on any thread if they do not say otherwise. They never call the
// handler before they return.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "edge/net/validity.hpp"

namespace callbackd::edge {

// The close codes that the transport uses (RFC 6455, section 7.4.1). The application has further
// codes.
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
inline constexpr std::uint16_t kRestart = 1012;  // the server ends
inline constexpr std::uint16_t kTooSlow = 1013;  // the peer does not read fast enough
}  // namespace close_code

struct CloseReason {
  std::uint16_t code = close_code::kNormal;
  std::string text = {};  // cut to 123 bytes
};

class WebSocketConnection {
 public:
  virtual ~WebSocketConnection() = default;

  // Sends a text message. Messages keep their order, and a burst of messages is written together. A
  // message is dropped if the connection is closing. If the message is not valid any more when it
  // would be written, the link is cut.
  virtual void send(std::shared_ptr<std::string const> text, Validity validity) = 0;
  // Starts the closing handshake. Messages that are queued already are sent before it. Only the
  // first call on a connection has an effect.
  virtual void close(CloseReason reason) = 0;
  // Calls the handler's on_timer() once, after `delay`, to a precision of NetLimits::tick. A
  // connection has one timer: a new call replaces the old timer, and a delay of zero removes it.
  virtual void set_timer(std::chrono::milliseconds delay) = 0;

  // Runs `work` on the connection's I/O thread, after all work that was given earlier. A burst of
  // calls wakes that thread once.
  virtual void run(std::function<void()> work) = 0;
  // Says that a valid token has opened a session of this user. It must be called on the
  // connection's I/O thread. Until it is called, messages have a smaller size limit, and the
  // connection may be closed to make room for others.
  virtual void session_opened(std::string const& user) = 0;
};

class WebSocketHandler {
 public:
  virtual ~WebSocketHandler() = default;

  virtual void on_open(std::shared_ptr<WebSocketConnection> connection) = 0;
  virtual void on_message(std::string_view text) = 0;  // valid UTF-8; not valid after the call
  virtual void on_timer() {}
  // Called exactly once after on_open(), as soon as either side closes or the link breaks. It is
  // the last call to the handler.
  virtual void on_closed(CloseReason const& reason) = 0;
};

}  // namespace callbackd::edge
