// Bound: the name of the limit that keeps clients from making one kind of request without end.
// Every HTTP route and every method of the agents' protocol names one Bound. The table of BoundRow
// (bounds.cpp) says in words how much each allows, and which file counts it. Constant values; any
// thread. Nothing is counted here.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

namespace callbackd::base {

enum class Bound : std::uint8_t {
  kNobody,  // a key or token of this kind may not use the route at all
  kSiteRequests,
  kReads,
  kChanges,
  kCancels,
  kBacklog,
  kLogins,
  kUserRequests,
  kTokens,
  kConnectionRate,
  kOffers,
  kInteractions,
  kAgentChanges,
  kAgentNotes,
  kAgentCalls,
  kAgentReads,
  kAgentSessions
};

struct BoundRow {
  Bound bound{};
  std::string_view name;    // for example site_requests; each is different
  std::string_view allows;  // how much, in words
};

std::span<BoundRow const> all_bounds();
BoundRow const& row_of(Bound bound);  // every Bound has a row

}  // namespace callbackd::base
