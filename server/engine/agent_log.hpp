// AgentLog numbers the notifications of one agent and keeps the newest Limits::notifications_kept
// of them (256), so that a client that connects again gets the notifications that it missed.
// AgentLog also knows which connection controls the agent. A notification is added when it is
// released (sent), so the log has them in the order of release. At that time the core may already
// have handled the commands of a later batch. Loop owns one AgentLog for each agent; engine's
// thread only. Nothing here survives a restart.
#pragma once
#include <cstdint>
#include <list>
#include <string>
#include <vector>

#include "engine/ports.hpp"

namespace callbackd::engine {

// The notifications of one session are numbered from 1 without a gap. open() continues the session
// that the client names on two conditions. It must be the newest session of the agent, and every
// notification after the client's last number must still be kept. Otherwise open() begins a new
// session with last number 0, and the client starts from the snapshot in the answer. Example: 300
// notifications were sent, and numbers 45 to 300 are kept. A client whose last number is 44 to 300
// continues the session. A client whose last number is 10 gets a new session.
class AgentLog {
 public:
  struct Opened {
    std::string session_id;
    std::uint64_t seq = 0;
    bool resumed = false;
    std::vector<AgentLinks::NotificationPtr> missed;
    // The connection that controlled the agent before open() was called. 0: there was none, or it
    // was the same connection that now called open() again.
    std::uint64_t superseded_connection = 0;
    std::uint64_t superseded_seq = 0;  // the last number of the session of superseded_connection
  };

  // Gives control of the agent to `connection`. A new session gets the id `new_session_id`. A
  // session that continues keeps its id.
  Opened open(std::uint64_t connection, std::string new_session_id,
              std::string const& resume_session_id, std::uint64_t resume_last_seq);
  // Numbers a notification and keeps it. If more than `keep` notifications are kept then, the
  // oldest is dropped. If the agent has had no session since the start of the server, keeps nothing
  // and returns nullptr. (No client can ask for such a notification.)
  AgentLinks::NotificationPtr append(base::Instant at, core::NotificationBody body,
                                     core::DetailsPtr details, std::size_t keep);
  void disconnect(std::uint64_t connection);  // does nothing if another connection is in control
  std::uint64_t connection() const { return connection_; }
  std::uint64_t seq() const { return seq_; }  // number of the last notification

 private:
  std::string session_id_;  // empty: there was no session yet
  std::uint64_t seq_ = 0;
  std::uint64_t connection_ = 0;
  // A std::list, because an empty std::deque allocates memory, and most logs are empty.
  std::list<AgentLinks::NotificationPtr> kept_;
};

}  // namespace callbackd::engine
