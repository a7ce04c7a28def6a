// Each agent's numbered notifications: which connection controls the agent, the session they belong
// to, the last 256 of them for a client that comes back. Fed in release order only. Engine thread
// only; nothing here survives a restart.
#pragma once
#include <cstdint>
#include <list>
#include <string>
#include <vector>

#include "engine/ports.hpp"

namespace callbackd::engine {

class AgentLog {
 public:
  struct Opened {
    std::string session_id;
    std::uint64_t seq = 0;
    bool resumed = false;
    std::vector<AgentLinks::NotificationPtr> missed;
    std::uint64_t superseded_connection = 0;  // 0: nobody was there
    std::uint64_t superseded_seq = 0;
  };

  // `new_session_id` is used unless the wanted session can be resumed without a gap.
  Opened open(std::uint64_t connection, std::string new_session_id,
              std::string const& resume_session_id, std::uint64_t resume_last_seq);
  // Numbers a notification. nullptr: the agent has no session, so nobody could ever ask for it.
  AgentLinks::NotificationPtr append(base::Instant at, core::NotificationBody body,
                                     core::DetailsPtr details, std::size_t keep);
  void disconnect(std::uint64_t connection);  // if it is the one in control
  std::uint64_t connection() const { return connection_; }
  std::uint64_t seq() const { return seq_; }  // of the last notification

 private:
  std::string session_id_;  // empty: none
  std::uint64_t seq_ = 0;
  std::uint64_t connection_ = 0;
  std::list<AgentLinks::NotificationPtr> kept_;  // of most it is empty: a deque never is
};

}  // namespace callbackd::engine
