#include "base/bounds.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace callbackd::base {
namespace {

constexpr BoundRow kBounds[] = {
    {Bound::kNobody, "nobody", "such a key or token may not use it"},
    {Bound::kSiteRequests, "site_requests",
     "the limits of the site (core/request_limits), apart for publishable and secret keys: a "
     "minute "
     "of a site and of a source, an hour and a day of a number, an hour of a prefix; posts with "
     "publishable keys that make nothing: as many a minute of a source as it may read "
     "(edge/edge_limits)"},
    {Bound::kReads, "reads",
     "[limits] reads_per_source_per_minute (edge/edge_limits); estimates and slots are answered "
     "from a copy of at most a second"},
    {Bound::kChanges, "changes",
     "10 a minute and 100 in the life of a callback, 3 of them of its number, apart for manage "
     "token and secret key (core/change_limits); a source tries as many a minute as it may read "
     "(edge/edge_limits)"},
    {Bound::kCancels, "cancels",
     "a callback is cancelled once; a source tries as many as it may read (edge/edge_limits)"},
    {Bound::kBacklog, "backlog",
     "of secret keys, and of what supervisors may always do: [limits] backlog_commands and "
     "connections; beyond them 503 with Retry-After"},
    {Bound::kLogins, "logins",
     "the places and failures of edge/login_pool, which answers ever later; 64 tokens of a login "
     "(add_session_token); a token is ended once"},
    {Bound::kUserRequests, "user_requests",
     "600 at once and ten a second of a supervisor or administrator (edge/edge_limits)"},
    {Bound::kTokens, "tokens",
     "of strangers connections_per_address, of users connections_per_user; tokens and keys that "
     "nobody knows, here and wherever one is shown: as many a minute of a source as it may read "
     "(edge/edge_limits)"},
    {Bound::kConnectionRate, "connection_rate",
     "200 messages a second of a connection, then it is closed with 1008"},
    {Bound::kOffers, "offers", "once an offer or consultation, and connection_rate"},
    {Bound::kInteractions, "interactions",
     "once an interaction or as its call allows, and connection_rate"},
    {Bound::kAgentChanges, "agent_changes",
     "[limits] agent_changes_per_minute of an agent (engine/agent_limits)"},
    {Bound::kAgentNotes, "agent_notes",
     "[limits] agent_changes_per_minute and 256 KiB a minute of an agent (engine/agent_limits)"},
    {Bound::kAgentCalls, "agent_calls",
     "as many a minute of an agent as changes, counted apart (engine/agent_limits)"},
    {Bound::kAgentReads, "agent_reads",
     "ten times as many a minute of an agent as changes (engine/agent_limits)"},
    {Bound::kAgentSessions, "agent_sessions",
     "as many a minute of an agent as changes, counted apart (engine/agent_limits)"},
};

}  // namespace

std::span<BoundRow const> all_bounds() {
  return kBounds;
}

BoundRow const& row_of(Bound bound) {
  auto const found =
      std::ranges::find_if(kBounds, [&](BoundRow const& row) { return row.bound == bound; });
  CALLBACKD_CHECK(found != std::end(kBounds));
  return *found;
}

}  // namespace callbackd::base
