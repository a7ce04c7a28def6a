#include "core/read/reservations.hpp"

#include <algorithm>

namespace callbackd::core {

bool reserved_now(Callback const& callback, Instant now) {
  return callback.reserved_agent != kNobody && callback.reserved_until != kNever &&
         callback.reserved_until > now;
}

bool reserved_for_other(Callback const& callback, AgentId agent, Instant now) {
  return callback.reserved_agent != agent && reserved_now(callback, now);
}

bool excluded(Callback const& callback, AgentId agent, Instant now) {
  if (!callback.extra) return false;
  auto const& exclusions = callback.extra->exclusions;
  return std::any_of(exclusions.begin(), exclusions.end(), [&](Exclusion const& exclusion) {
    return exclusion.agent == agent && exclusion.until > now;
  });
}

}  // namespace callbackd::core
