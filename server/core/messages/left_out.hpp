// When a server starts: finds the callbacks whose rows contradict each other or have values out of
// range, and removes these callbacks from all rows that were read. One broken callback must not
// prevent a start, so it is left out. Nothing is guessed about the meaning of a row. Pure; any
// thread.
#pragma once
#include <set>
#include <string>
#include <vector>

#include "core/messages/record.hpp"

namespace callbackd::core {

// Whether the instant is kNever, or within the years that the server works with (Limits::first_year
// to last_year).
bool is_usable(Instant at);
// Whether the instant is within the years that the server works with. Sums of such instants with
// durations do not overflow.
bool is_usable_time(Instant at);

struct Contradiction {
  base::CallbackId callback;
  std::string why;  // a clause for the operator, without personal data
};
// The callbacks that must not be restored, each at most once, with the first contradiction found.
std::vector<Contradiction> contradictions(Restored const& restored);

// Removes these callbacks from every list of `restored` that names callbacks.
void leave_out(Restored& restored, std::set<base::CallbackId> const& callbacks);

}  // namespace callbackd::core
