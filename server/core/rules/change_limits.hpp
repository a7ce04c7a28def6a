// ChangeLimits: how often one callback may be changed by its customer (with the manage token) and
// by its site (with the secret key). The two are counted separately. The counts are columns of the
// callback, so they survive a restart. Cancelling, and changes by supervisors, are not limited. A
// refused change is not counted. Engine thread. Layer: rules.
#pragma once
#include <optional>

#include "core/messages/command.hpp"
#include "core/messages/view.hpp"
#include "core/state/callback.hpp"

namespace callbackd::core {

struct ChangeLimits {
  int per_minute = 10;  // 10 changes at once, then one each 6 s (base::Pace)
  std::uint16_t in_life = 100;
  std::uint16_t numbers_in_life = 3;
};
inline constexpr ChangeLimits kChangeLimits{};

// The counts for this kind of actor; nullptr: the actor is not limited.
ChangesMade* changes_by(Actor::Kind kind, Callback& callback);
// The refusal if a limit is reached; nullopt: one more change is allowed. `renumbers`: the change
// gives the callback another phone number.
std::optional<Refusal> check_change(ChangesMade const& made, bool renumbers, Instant now);
void count_change(ChangesMade& made, bool renumbers, Instant now);

}  // namespace callbackd::core
