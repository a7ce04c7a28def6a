// What every route needs, made once by Edge. References outlive all requests: Edge goes after the
// listener.
#pragma once
#include <atomic>
#include <memory>

#include "edge/access_check.hpp"
#include "edge/agent_hub.hpp"
#include "edge/asker_limits.hpp"
#include "edge/authenticator.hpp"
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
  std::shared_ptr<AskerLimits> asker_limits;
  Authenticator authenticator;
  LoginPool logins;
  std::shared_ptr<QueueCopies> queue_copies;
  std::unique_ptr<KeyNetworks> key_networks{};  // these two are made right after the rest
  std::shared_ptr<AccessCheck> access_check{};
  std::atomic<bool> login_sources_asked{false};  // they are read, or being read
};

}  // namespace callbackd::edge
