// Link decides when the event socket is opened, checked and closed, as a state machine without I/O.
// First it opens a socket. Then it asks Asterisk whether the application is registered, because
// Asterisk may send no events to an open socket (the socket is then called deaf). If the
// application is registered, the link is up, and Link asks again at intervals. Each such question
// is called a look. After a failure it opens the next socket, with increasing waits and random
// jitter. Owned by AsteriskGateway. Used on one thread: the gateway's, or that of a test.
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
  // After the order to open a socket, Asterisk must confirm within this time that the application
  // is registered. Otherwise Link gives up the socket.
  std::chrono::milliseconds open{5'000};
  // While the link is up, Link regularly asks Asterisk whether the application is still registered.
  // Such a question is called a look; these are the waits between looks. The first looks come soon,
  // because Asterisk may still be ending an earlier connection, and that can unregister the
  // application again.
  std::vector<std::chrono::milliseconds> first_looks{250ms, 1'000ms, 3'000ms};
  std::chrono::milliseconds look{10'000};
  // The wait before the next try to connect. With each failure it doubles, from first_retry up to
  // longest_retry. Then a random part of it, up to half, is taken off.
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
  std::string why;  // why the link is down
};
using LinkAction = std::variant<OpenSocket, CloseSocket, Look, LinkIs>;

// Asterisk lets one connection at a time control an application. When a connection ends, Asterisk
// may unregister the application although the next connection has registered it. So a deaf socket
// is closed first, and only then the next one is opened. A socket that perhaps still gets events
// stays open (retiring_) until the next one is up.
class Link {
 public:
  Link(CallOptions options, LinkWaits waits, std::uint32_t seed);

  // Each of these functions may add actions, so call take_actions() after it. hears() says whether
  // events of this socket must be handled.
  void start(Time now);
  void opened(SocketId id, Time now);
  void closed(SocketId id, std::string why, Time now);
  void replaced(SocketId id, Time now);
  void answered(LookId id, RestAnswer const& answer, Time now);
  void tick(Time now);
  std::optional<Time> next_deadline() const;
  std::vector<LinkAction> take_actions();
  bool hears(SocketId id) const { return current_ == id || trying_ == id; }
  std::uint64_t sockets_opened() const { return static_cast<std::uint64_t>(last_socket_); }

 private:
  enum class Asked : std::uint8_t { kNothing, kFilter, kApplication };

  void open(Time now);
  // Whether a socket that is given up certainly gets no events any more.
  enum class Deaf : bool { kPerhaps, kYes };
  void fail(std::string why, Deaf deaf, Time now);
  void down(std::string why);
  void look(Asked what);
  void verified(Time now);
  void part_with(SocketId id, Deaf deaf);
  Time next_look_at(Time now);
  Time retry_at(Time now);

  CallOptions const options_;
  LinkWaits const waits_;
  std::minstd_rand random_;
  // The socket that is being opened, or for which Asterisk has not confirmed the application yet.
  std::optional<SocketId> trying_;
  std::optional<SocketId> current_;  // the socket with which the link is up
  // A socket that was given up but perhaps still gets events. It stays open until another one is
  // current.
  std::optional<SocketId> retiring_;
  SocketId last_socket_{};
  LookId last_look_{};
  Asked asked_ = Asked::kNothing;
  int failures_ = 0;
  int silent_looks_ = 0;
  std::size_t looks_ = 0;   // how many waits of first_looks were used since the link came up
  std::optional<Time> at_;  // when to give up opening, to try again, or to look again
  std::vector<LinkAction> actions_;
};

}  // namespace callbackd::voice::ari
