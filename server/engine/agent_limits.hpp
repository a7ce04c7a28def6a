// How much each agent may ask for in a minute (Limits::agent_changes_per_minute): changes, bytes of
// notes, calls, reads and new sessions, each counted apart. Engine thread. Never limits what an
// agent needs to go on working: accept, reject, state, end, hold, resume, release, Mark Done.
#pragma once
#include <map>
#include <optional>
#include <string>

#include "base/bounds.hpp"
#include "base/limits.hpp"
#include "base/pace.hpp"
#include "core/messages/view.hpp"

namespace callbackd::engine {

class AgentLimits {
 public:
  explicit AgentLimits(base::Limits const& limits) : limits_(limits) {}

  // Counts it, or says why it is refused and for how long; nullopt: it may be done.
  std::optional<core::Refusal> take(std::string const& login, base::Bound bound,
                                    std::size_t note_bytes, base::Instant now);

 private:
  struct Paces {
    base::Pace changes, note_bytes, calls, reads, sessions;
  };

  base::Limits limits_;
  std::map<std::string, Paces> agents_;  // logins of users, so as many as there are
};

}  // namespace callbackd::engine
