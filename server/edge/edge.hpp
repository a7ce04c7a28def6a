// Edge is the application half of server/edge, between the listener and the engine. It has every
// HTTP route of the public port, and the agents' WebSocket. It owns the parts that all routes share
// (EdgeParts) and no routing state. ActiveServer owns it. The functions of handlers() run on I/O
// threads. When something that they asked for is done, the completion runs on any thread. Edge must
// be destroyed after the listener.
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
  // Says that users, keys, tokens or the roles of the definition changed. Any thread. It does not
  // block.
  void access_changed();
  LoginFigures logins() const;
  LimitsReached limits_reached() const;
  Trail::Counts trail() const;
  // Answers 503 to every login that waits for its password check, and to every later login. It is
  // called when the server drains.
  void drop_waiting_logins();
  // Drops the logins that wait, and ends the threads that check passwords. It must be called before
  // the records are destroyed.
  void stop();

 private:
  std::shared_ptr<EdgeParts> parts_;
};

}  // namespace callbackd::edge
