// Edge is the application half of the room edge: every HTTP route and the agents' WebSocket,
// between the listener and the engine. It owns the parts that all routes share (EdgeParts) and no
// routing state. Its handlers run on I/O threads, the completions of what they ask on any thread.
// It is destroyed after the listener.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "edge/agent_hub.hpp"
#include "edge/edge_limits.hpp"
#include "edge/login_pool.hpp"
#include "edge/net/handlers.hpp"
#include "edge/options.hpp"
#include "edge/secrets.hpp"
#include "edge/trail.hpp"
#include "engine/engine.hpp"
#include "records/records.hpp"

namespace callbackd::edge {

struct EdgeParts;

class Edge {
 public:
  Edge(engine::Engine& engine, records::Records& records, engine::Clock const& clock, AgentHub& hub,
       ManageTokens tokens, EdgeOptions const& options);
  ~Edge();

  Handlers handlers();
  // Users, keys, tokens or the roles of the definition changed. Any thread; it does not block.
  void access_changed();
  LoginFigures logins() const;
  LimitsReached limits_reached() const;
  Trail::Counts trail() const;
  // For a drain: every login that waits for its password check is answered 503, and so is every
  // login that comes.
  void drop_waiting_logins();
  // Ends the threads that check passwords; logins that wait are dropped. It must be called before
  // the records are destroyed.
  void stop();

 private:
  std::shared_ptr<EdgeParts> parts_;
};

}  // namespace callbackd::edge
