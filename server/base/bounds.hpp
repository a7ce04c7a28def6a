// What keeps a request from being made without end: every route and every method names one of
// these. One table says how much each allows. Values; the counting is where the table says.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

namespace callbackd::base {

enum class Bound : std::uint8_t {
  kNobody,  // such an asker may not use it
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
  std::string_view name;
  std::string_view allows;
};

std::span<BoundRow const> all_bounds();
BoundRow const& row_of(Bound bound);

}  // namespace callbackd::base
