// AgentLog numbers the notifications of one agent and keeps the newest Limits::notifications_kept
// of them (256), so that a client that comes back gets what it missed. It also knows which
// connection controls the agent.
// The log follows what is released, in the order of release, and not what is stepped: that may be a
// batch ahead. Engine's thread only; nothing here survives a restart.
#pragma once
#include <cstdint>
#include <list>
#include <string>
#include <vector>

#include "engine/ports.hpp"

namespace callbackd::engine {

// A session is a run of numbers without a gap, beginning with 1. open() continues the session that
// the client names if every notification after the client's last number is still kept. Otherwise it
// begins a new session at 0, and the client starts from the snapshot in the answer. Example: 300
// notifications were given, 45 to 300 are kept. A client that has number 44 or a later one resumes;
// a client that has number 10 gets a new session.
class AgentLog {
 public:
  struct Opened {
    std::string session_id;
    std::uint64_t seq = 0;
    bool resumed = false;
    std::vector<AgentLinks::NotificationPtr> missed;
    std::uint64_t superseded_connection = 0;  // had control before; 0: no connection had it
    std::uint64_t superseded_seq = 0;         // last number of that connection's session
  };

  // Gives control of the agent to `connection`. `new_session_id` is used unless the session that
  // the client wants can be resumed without a gap.
  Opened open(std::uint64_t connection, std::string new_session_id,
              std::string const& resume_session_id, std::uint64_t resume_last_seq);
  // Numbers a notification and keeps it; drops the oldest one beyond `keep`. nullptr: the agent has
  // had no session since the start, so no client can ever ask for it.
  AgentLinks::NotificationPtr append(base::Instant at, core::NotificationBody body,
                                     core::DetailsPtr details, std::size_t keep);
  void disconnect(std::uint64_t connection);  // no effect unless `connection` is in control
  std::uint64_t connection() const { return connection_; }
  std::uint64_t seq() const { return seq_; }  // of the last notification

 private:
  std::string session_id_;  // empty: there was none yet
  std::uint64_t seq_ = 0;
  std::uint64_t connection_ = 0;
  // A list, as most logs are empty and an empty std::deque allocates.
  std::list<AgentLinks::NotificationPtr> kept_;
};

}  // namespace callbackd::engine
