// How often one callback may be changed: by its customer with the manage token, and by its site
// with the secret key, each counted apart. The counts are columns, so a restart forgets nothing.
// Engine thread. Never limits a cancel or a supervisor, and never counts what is refused.
#pragma once
#include <optional>

#include "core/messages/command.hpp"
#include "core/messages/view.hpp"
#include "core/state/callback.hpp"

namespace callbackd::core {

struct ChangeLimits {
  int per_minute = 10;  // at once, and one more each 6 s
  std::uint16_t in_life = 100;
  std::uint16_t numbers_in_life = 3;
};
inline constexpr ChangeLimits kChangeLimits{};

// What is counted of this kind of asker; nullptr: the asker is not limited.
ChangesMade* changes_by(Actor::Kind kind, Callback& callback);
// nullopt: one more may be made. `renumbers`: it gives the callback another number.
std::optional<Refusal> check_change(ChangesMade const& made, bool renumbers, Instant now);
void count_change(ChangesMade& made, bool renumbers, Instant now);

}  // namespace callbackd::core
