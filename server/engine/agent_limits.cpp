#include "engine/agent_limits.hpp"

#include <array>
#include <cstdint>

#include "core/messages/limit_refusal.hpp"

namespace callbackd::engine {
namespace {

using base::Bound;
using base::Pace;
using core::RequestLimit;

// The limit for reads is ten times the limit for changes.
constexpr int kReadsToAChange = 10;

// One limit that applies to the request, and how much of the limit the request uses up.
struct Counted {
  RequestLimit limit{};
  Pace* pace = nullptr;  // nullptr: this entry is not used
  Pace::Share share;
};

}  // namespace

std::optional<core::Refusal> AgentLimits::take(std::string const& login, Bound bound,
                                               std::size_t note_bytes, base::Instant now) {
  auto const changes = limits_.agent_changes_per_minute;
  if (changes == 0) return std::nullopt;
  std::array<Counted, 2> counted{};
  auto const acts = Pace::per_minute(changes);
  switch (bound) {
    case Bound::kAgentNotes: {
      auto const bytes = static_cast<std::int64_t>(limits_.agent_note_bytes_per_minute);
      base::Duration const minute = std::chrono::minutes{1};
      auto const taken = minute * static_cast<std::int64_t>(note_bytes) / bytes;
      counted[1] = {
          RequestLimit::kAgentNoteBytesPerMinute, &agents_[login].note_bytes, {taken, minute}};
      counted[0] = {RequestLimit::kAgentChangesPerMinute, &agents_[login].changes, acts};
      break;
    }
    case Bound::kAgentChanges:
      counted[0] = {RequestLimit::kAgentChangesPerMinute, &agents_[login].changes, acts};
      break;
    case Bound::kAgentCalls:
      counted[0] = {RequestLimit::kAgentCallsPerMinute, &agents_[login].calls, acts};
      break;
    case Bound::kAgentReads:
      counted[0] = {RequestLimit::kAgentReadsPerMinute, &agents_[login].reads,
                    Pace::per_minute(changes * kReadsToAChange)};
      break;
    case Bound::kAgentSessions:
      counted[0] = {RequestLimit::kAgentSessionsPerMinute, &agents_[login].sessions, acts};
      break;
    // AgentLimits has no limit for requests with another Bound. Either another part of the server
    // limits them, or they have no limit for each agent.
    default:
      return std::nullopt;
  }
  // Checks all limits before it counts the request for any of them, so that a refused request uses
  // up nothing.
  for (auto const& each : counted) {
    if (each.pace == nullptr) continue;
    auto const wait = each.pace->wait(each.share, now);
    if (wait > base::Duration{0}) return core::limit_reached(each.limit, wait);
  }
  for (auto const& each : counted) {
    if (each.pace != nullptr) each.pace->count(each.share, now);
  }
  return std::nullopt;
}

}  // namespace callbackd::engine
