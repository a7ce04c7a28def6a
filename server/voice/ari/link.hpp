// Link is the life of the event socket as a state machine without I/O. A socket is opened; then
// Asterisk is asked whether it has the application, because an open socket can be deaf; then the
// link is up, and it is looked at again and again. After a failure the next socket is opened, with
// back-off and jitter.
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
  // From opening a socket until the application is known to be there.
  std::chrono::milliseconds open{5'000};
  // Between looks at the application while it is up. The first come soon: Asterisk may still be
  // ending a former connection, and then forgets this one.
  std::vector<std::chrono::milliseconds> first_looks{250ms, 1'000ms, 3'000ms};
  std::chrono::milliseconds look{10'000};
  // The wait before the next try doubles from the first to the longest; jitter takes up to half
  // off.
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
  std::string why;  // why it is down
};
using LinkAction = std::variant<OpenSocket, CloseSocket, Look, LinkIs>;

// One connection at a time may control an application, and the end of a connection can take the
// application from the next one. So a deaf socket is closed at once, before the next one is opened;
// a socket that may still be heard is kept open (retiring_) until the next one is up.
class Link {
 public:
  Link(CallOptions options, LinkWaits waits, std::uint32_t seed);

  // Every call may add actions: take them afterwards. `hears`: whether events of this socket count.
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
  // Whether a socket that is given up is certainly deaf.
  enum class Deaf : bool { kPerhaps, kYes };
  void fail(std::string why, Deaf deaf, Time now);
  void down(std::string why);
  void look(Asked what);
  void verified(Time now);
  void part_with(SocketId id, Deaf deaf);
  Time look_at(Time now);
  Time retry_at(Time now);

  CallOptions const options_;
  LinkWaits const waits_;
  std::minstd_rand random_;
  std::optional<SocketId> trying_;   // being opened, or not yet known to be heard
  std::optional<SocketId> current_;  // the link is up with it
  std::optional<SocketId>
      retiring_;  // given up but perhaps heard: open until another one is current
  SocketId last_socket_{};
  LookId last_look_{};
  Asked asked_ = Asked::kNothing;
  int failures_ = 0;
  int silent_looks_ = 0;
  std::size_t looks_ = 0;   // since the link is up
  std::optional<Time> at_;  // give up opening, try again, or look again
  std::vector<LinkAction> actions_;
};

}  // namespace callbackd::voice::ari
