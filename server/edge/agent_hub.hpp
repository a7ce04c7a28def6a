// AgentHub finds an agent's session by the number of its connection. It passes the engine's
// notifications to the right AgentSession, which handles them in order on its own I/O thread. It
// holds sessions by weak_ptr and knows nothing of agents. ActiveServer owns it. The engine calls
// the functions of AgentLinks, for example notify() and supersede(), on the engine thread. The
// other functions may be called on any thread.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "edge/net/shard.hpp"
#include "engine/ports.hpp"
#include "records/records.hpp"

namespace callbackd::edge {

// The functions of an agent's session that AgentHub calls, on any thread.
class AgentConnection {
 public:
  virtual ~AgentConnection() = default;
  virtual void notify(engine::AgentLinks::NotificationPtr notification) = 0;
  virtual void superseded(std::uint64_t seq, base::Instant at) = 0;
  // Says that the token was revoked, or that its user is not an agent any more.
  virtual void token_ended(records::Hash const& token) = 0;
};

class AgentHub : public engine::AgentLinks {
 public:
  std::uint64_t add(std::weak_ptr<AgentConnection> session);  // returns its number, never 0
  void remove(std::uint64_t connection);
  // Says that the connection showed a valid token with this hash.
  void showed(std::uint64_t connection, records::Hash const& token);
  std::set<records::Hash> tokens() const;      // the hashes of all tokens that were shown
  void end_token(records::Hash const& token);  // closes the sessions of this token (4401)
  std::size_t size() const;

  void notify(std::uint64_t connection, NotificationPtr notification) override;
  void supersede(std::uint64_t connection, std::uint64_t seq, base::Instant at) override;
  // The engine thread releases many messages between these two calls. Each I/O thread is then woken
  // only once for all of them.
  void begin_group() override { Shard::hold_mail(); }
  void end_group() override { Shard::release_mail(); }

 private:
  struct Entry {
    std::weak_ptr<AgentConnection> session;
    records::Hash token;  // empty: no token was shown yet
  };
  std::shared_ptr<AgentConnection> find(std::uint64_t connection) const;

  mutable std::mutex mutex_;
  std::uint64_t last_ = 0;
  std::map<std::uint64_t, Entry> sessions_;
};

}  // namespace callbackd::edge
