// Bound: the name of a limit on one kind of request. Every HTTP route and every method of the
// agents' protocol names one Bound, so that no client can make endless requests of any kind. The
// table of BoundRow (bounds.cpp) says in words how much each Bound allows, and for most of them
// which file counts it. Nothing is counted here. Constant values; any thread.
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
