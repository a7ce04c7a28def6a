// The application half of the edge: every HTTP route and the agents' WebSocket, between the
// listener and the engine. Made once; its handlers run on I/O threads, its completions on any. Owns
// no routing state.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "edge/agent_hub.hpp"
#include "edge/asker_limits.hpp"
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
  // Users, keys, tokens or the roles of the definition changed. Any thread; only posts or asks.
  void access_changed();
  LoginFigures logins() const;
  LimitsReached limits_reached() const;
  Trail::Counts trail() const;
  // What waits for its password to be checked is answered 503, and all that comes. For a drain.
  void let_logins_go();
  // Ends the threads that check passwords; what waits for them is dropped. Before records go.
  void stop();

 private:
  std::shared_ptr<EdgeParts> parts_;
};

}  // namespace callbackd::edge
