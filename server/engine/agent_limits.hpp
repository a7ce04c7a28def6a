// AgentLimits counts what each agent asks for, and refuses a request if the agent sent too many in
// one minute (Limits::agent_changes_per_minute; 0 means no limits). Changes, bytes of notes, calls,
// reads and new sessions are counted separately. A change of notes counts as a change and also by
// its bytes. For calls and new sessions the limit is the same number as for changes. Reads may be
// ten times as many. Bytes of notes have a limit of their own. AgentLimits never refuses a request
// without which the agent cannot continue the work. Examples: to accept or reject an offer, to set
// the agent's state, to end, hold or resume a call, to release an interaction, Mark Done. Owned by
// Loop; engine's thread only. Nothing is stored: after a restart all counts begin at zero.
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

  // Counts a request under the limits that `bound` names, if it may be done, and then returns
  // nullopt. Otherwise counts nothing and returns the refusal, which says how long the agent must
  // wait. `note_bytes` is used for Bound::kAgentNotes only. `now` is the core's time.
  std::optional<core::Refusal> take(std::string const& login, base::Bound bound,
                                    std::size_t note_bytes, base::Instant now);

 private:
  struct Paces {
    base::Pace changes, note_bytes, calls, reads, sessions;
  };

  base::Limits limits_;
  std::map<std::string, Paces> agents_;  // by login; at most as many as there are users
};

}  // namespace callbackd::engine
