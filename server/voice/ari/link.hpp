// The event socket's life as a state machine without I/O: opened, then shown to be heard (Asterisk
// has the application), looked after, and opened again with back-off and jitter. A socket that may
// still be heard is closed only after another is; one that is deaf at once, because its end would
// take the application from the next. One connection at a time may control an application.
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

using namespace std::chrono_literals;

struct LinkWaits {
  std::chrono::milliseconds open{5'000};
  // Between looks at the application while it is up. The first come soon: Asterisk may still be
  // ending a former connection, and then forgets this one.
  std::vector<std::chrono::milliseconds> first_looks{250ms, 1'000ms, 3'000ms};
  std::chrono::milliseconds look{10'000};
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
  enum class Useless : bool { kPerhaps, kYes };
  void fail(std::string why, Useless useless, Time now);
  void down(std::string why);
  void look(Asked what);
  void verified(Time now);
  void part_with(SocketId id, Useless useless);
  Time look_at(Time now);
  Time retry_at(Time now);

  CallOptions const options_;
  LinkWaits const waits_;
  std::minstd_rand random_;
  std::optional<SocketId> trying_;   // being opened, or not yet shown to be heard
  std::optional<SocketId> current_;  // the link is up
  std::optional<SocketId> behind_;   // open and perhaps heard, until another is
  SocketId last_socket_{};
  LookId last_look_{};
  Asked asked_ = Asked::kNothing;
  int failures_ = 0;
  int silent_looks_ = 0;
  std::size_t looks_ = 0;   // since it is up
  std::optional<Time> at_;  // give up opening, try again, or look again
  std::vector<LinkAction> actions_;
};

}  // namespace callbackd::voice::ari
