// EdgeParts holds what all routes share. Edge makes it once and owns it. It outlives all requests,
// because Edge is destroyed after the listener. The header of each part says on which threads the
// part is used.
#pragma once
#include <atomic>
#include <memory>

#include "edge/access_check.hpp"
#include "edge/agent_hub.hpp"
#include "edge/authenticator.hpp"
#include "edge/edge_limits.hpp"
#include "edge/exchange.hpp"
#include "edge/key_networks.hpp"
#include "edge/login_pool.hpp"
#include "edge/options.hpp"
#include "edge/queue_copies.hpp"
#include "edge/trail.hpp"
#include "engine/engine.hpp"
#include "records/records.hpp"

namespace callbackd::edge {

struct EdgeParts {
  engine::Engine& engine;
  records::Records& records;
  engine::Clock const& clock;
  AgentHub& hub;
  EdgeOptions options;
  Trail trail;
  std::shared_ptr<EdgeLimits> edge_limits;
  Authenticator authenticator;
  LoginPool logins;
  std::shared_ptr<QueueCopies> queue_copies;
  // key_networks and access_check are made right after the other members, because they refer to
  // these.
  std::unique_ptr<KeyNetworks> key_networks{};
  std::shared_ptr<AccessCheck> access_check{};
  std::atomic<bool> login_sources_asked{false};  // load_login_sources() has begun or is done
};

}  // namespace callbackd::edge
