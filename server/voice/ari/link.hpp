// The event socket's life as a state machine without I/O: opened, then shown to be heard (Asterisk
// has the application), looked after, and opened again with back-off and jitter. A new socket is
// opened before an old one is closed. One connection at a time may control an application.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <variant>
#include <vector>

#include "voice/ari/leg.hpp"
#include "voice/ari/requests.hpp"

namespace callbackd::voice::ari {

struct LinkWaits {
  std::chrono::milliseconds open{5'000};
  std::chrono::milliseconds look{10'000};  // between looks at the application while it is up
  std::chrono::milliseconds first_retry{100};
  std::chrono::milliseconds longest_retry{10'000};
};

enum class SocketId : std::uint64_t {};
enum class LookId : std::uint64_t {};

struct OpenSocket {
  SocketId id{};
};
struct CloseSocket {
  SocketId id{};
};
struct Look {
  LookId id{};
  RestRequest request;
};
struct LinkIs {
  bool up = false;
  std::string why;  // it is not
};
using LinkAction = std::variant<OpenSocket, CloseSocket, Look, LinkIs>;

class Link {
 public:
  Link(CallOptions options, LinkWaits waits, std::uint32_t seed);

  void start(Time now);
  void opened(SocketId id, Time now);
  void closed(SocketId id, std::string why, Time now);
  void replaced(SocketId id, Time now);
  void answered(LookId id, RestAnswer const& answer, Time now);
  void tick(Time now);
  std::optional<Time> next_deadline() const;
  std::vector<LinkAction> take_actions();
  bool hears(SocketId id) const { return current_ == id || trying_ == id; }
  std::uint64_t opened_times() const { return static_cast<std::uint64_t>(last_socket_); }

 private:
  enum class Asked : std::uint8_t { kNothing, kFilter, kApplication };

  void open(Time now);
  void fail(std::string why, Time now);
  void down(std::string why);
  void look(Asked what);
  void verified(Time now);
  void leave_behind(SocketId id);
  Time retry_at(Time now);

  CallOptions const options_;
  LinkWaits const waits_;
  std::minstd_rand random_;
  std::optional<SocketId> trying_;   // being opened, or not yet shown to be heard
  std::optional<SocketId> current_;  // the link is up
  std::optional<SocketId> behind_;   // open and of no use, until another is heard
  SocketId last_socket_{};
  LookId last_look_{};
  Asked asked_ = Asked::kNothing;
  bool told_up_ = false;
  int failures_ = 0;
  int silent_looks_ = 0;
  std::optional<Time> at_;  // give up opening, try again, or look again
  std::vector<LinkAction> actions_;
};

}  // namespace callbackd::voice::ari
