// EdgeOptions is the part of the configuration that the edge uses. ActiveServer fills it, and
// EdgeParts holds it. A value.
#pragma once
#include <chrono>
#include <string>
#include <vector>

#include "base/limits.hpp"
#include "edge/login_failures.hpp"
#include "edge/login_sources.hpp"
#include "edge/secrets.hpp"
#include "edge/trail.hpp"

namespace callbackd::edge {

struct EdgeOptions {
  std::vector<std::string> agent_origins;  // Origins whose pages may open /v1/agent
  std::chrono::hours session_time{12};     // how long a session token is good
  LoginLimits logins;
  LoginSourceHasher login_hash;
  int reads_per_source_per_minute = base::kLimits.reads_per_source_per_minute;  // 0: no limit
  int agent_changes_per_minute = base::kLimits.agent_changes_per_minute;        // 0: no limit
  KeyedHash key_network_hash;
  TrailOptions trail;
};

}  // namespace callbackd::edge
