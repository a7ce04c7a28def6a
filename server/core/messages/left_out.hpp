// What was read back at a start and cannot be worked with: callbacks whose rows contradict each
// other are found, and whatever is not to be restored is taken out of every list. Values only; no
// thread. Never decides what a row means.
#pragma once
#include <set>
#include <string>
#include <vector>

#include "core/messages/record.hpp"

namespace callbackd::core {

// Within the years that the server works with, or never.
bool is_usable(Instant at);
// Within those years: sums with others do not overflow.
bool is_usable_time(Instant at);

struct Contradiction {
  base::CallbackId callback;
  std::string why;  // without personal data
};
// At most one of each callback: what restoring it would stumble over.
std::vector<Contradiction> contradictions(Restored const& restored);

// Takes these callbacks out of every list that names callbacks.
void leave_out(Restored& restored, std::set<base::CallbackId> const& callbacks);

}  // namespace callbackd::core
